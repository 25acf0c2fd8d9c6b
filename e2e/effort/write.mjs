import { writeFileSync } from 'node:fs';
import { countedPage, page } from './table.mjs';

writeFileSync(page, await countedPage());
console.log(`The table of ${page} is that of a fresh count.`);
