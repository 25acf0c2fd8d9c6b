// n8n-core writes a settings folder as soon as it loads: it gets one of its own, not the user's.
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-core-test-'));
process.env.N8N_ENCRYPTION_KEY = 'a-key-for-tests-only';
process.env.N8N_LOG_LEVEL = 'silent';
