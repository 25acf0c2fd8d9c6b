import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Rules for everything that does not ship; what ships follows n8n's own in eslint.config.mjs. */
export default tseslint.config(
	{ ignores: ['dist', 'nodes', 'credentials', '.local', '**/node_modules'] },
	js.configs.recommended,
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.development.json' } },
		rules: {
			// Numbers in template literals are clear; jest's and fastify's callbacks may be async.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
		},
	},
	{ files: ['**/*.js'], languageOptions: { globals: globals.node, sourceType: 'commonjs' } },
	{ files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
	// Functions in them are handed to the browser.
	{
		files: ['e2e/{stage,pictures,tests}/*.mjs'],
		languageOptions: { globals: { document: 'readonly' } },
	},
);
