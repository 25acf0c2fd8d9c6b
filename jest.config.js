/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	setupFiles: ['<rootDir>/test/engine/n8nHome.js'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.development.json' }] },
	testTimeout: 30_000,
};
