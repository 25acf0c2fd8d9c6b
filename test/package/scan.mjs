// Runs n8n's own scan of community packages on a folder: node scan.mjs <folder> <source|tarball>
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, leg] = process.argv.slice(2);
const patterns = { source: SOURCE_FILE_PATTERNS, tarball: ['**/*.js', 'package.json'] };
const { passed, message, details } = await analyzePackage(folder, patterns[leg]);
process.stdout.write(JSON.stringify({ passed, message, details }));
