/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	setupFiles: ['<rootDir>/test/engine/n8nHome.js'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.development.json' }] },
	// Copies of the package that npm start and npm run test:e2e make would be taken for the package itself.
	modulePathIgnorePatterns: ['<rootDir>/.local/(n8n|n8n-real-ada|package|logs|e2e)'],
	testTimeout: 30_000,
};
