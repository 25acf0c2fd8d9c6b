import { createRequire } from 'node:module';

/**
 * What n8n and its editor know nodes' forms by: those of the n8n that is installed here. By `require`,
 * since Node.js cannot load its modules for `import`.
 */
export const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow');
