import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, selectors } from 'playwright-core';
import { pathOf, requireDebianPackages } from '../../scripts/debianPackages.mjs';
import { trialOwner } from '../../scripts/owner.mjs';
import { CredentialForm } from './credentialForm.mjs';
import { Editor } from './editor.mjs';

/** A headless Chromium in which the owner of a stage's n8n has signed in. */
export class Browser {
	/**
	 * @param {{ folder: string, server: { baseUrl: string } }} stage
	 * @param {{ width?: number, height?: number, scale?: number }} [window] its inside in CSS pixels,
	 *   and how many of a picture's pixels one of them takes
	 */
	static async open(stage, { width = 1440, height = 900, scale = 1 } = {}) {
		requireDebianPackages(['chromium']);
		selectors.setTestIdAttribute('data-test-id');
		const browser = new Browser();
		browser.#folder = stage.folder;
		browser.#baseUrl = stage.server.baseUrl;
		browser.#chromium = await chromium.launch({
			executablePath: pathOf('chromium'),
			// Everything here runs on this machine, and as root in containers.
			args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
		});
		const context = await browser.#chromium.newContext({
			viewport: { width, height },
			deviceScaleFactor: scale,
			colorScheme: 'light',
			locale: 'en-US',
			reducedMotion: 'reduce',
		});
		// The editor's first load compiles 20 MB of scripts.
		context.setDefaultTimeout(60_000);
		browser.page = await context.newPage();
		browser.#watch();
		await browser.#signIn();
		// The page to sign in asks whether somebody has, and the answer 401 is one of them.
		browser.complaints();
		return browser;
	}

	#chromium;
	#baseUrl;
	#folder;
	#complaints = [];

	/** What went wrong in the editor's own scripts since this was asked the last time. */
	complaints() {
		return this.#complaints.splice(0);
	}

	/** The editor, wherever in it the browser is. */
	get editor() {
		return new Editor(this.page, this.#baseUrl);
	}

	/** The dialog for a new credential for Ada, opened from the list of credentials. */
	async newCredential() {
		const list = `${this.#baseUrl}/home/credentials`;
		// The list that a closed dialog leaves behind is there sooner than a page that is loaded.
		if (this.page.url() === list) await this.page.getByTestId('add-resource-credential').click();
		else await this.page.goto(`${list}/create`);
		await this.page.getByTestId('new-credential-type-select').locator('input').fill('Ada API');
		await this.page
			.getByTestId('new-credential-type-select-option')
			.getByText('Ada API', { exact: true })
			.click();
		await this.page.getByTestId('new-credential-type-button').click();
		return await CredentialForm.opened(this.page);
	}

	/**
	 * Keeps what the browser shows in `.local/e2e/<suite>/`, where a test failed: called after each.
	 *
	 * @param {import('node:test').TestContext} test
	 */
	async keepPictureIfFailed({ name, passed }) {
		if (!passed) await this.#keepPicture(name);
	}

	/** Does something, and keeps what the browser shows where it fails. */
	async watching(name, act) {
		try {
			return await act();
		} catch (error) {
			await this.#keepPicture(name);
			throw error;
		}
	}

	async #keepPicture(name) {
		await this.picture(join(this.#folder, `${name.replace(/\W+/g, '-')}.png`));
	}

	async picture(file, options) {
		mkdirSync(dirname(file), { recursive: true });
		return await this.page.screenshot({ path: file, animations: 'disabled', ...options });
	}

	async close() {
		await this.#chromium.close();
	}

	#watch() {
		this.page.on('pageerror', ({ stack }) => this.#complaints.push(stack));
		this.page.on('console', (message) => {
			if (message.type() !== 'error') return;
			const { url } = message.location();
			if (message.text().startsWith('Failed to load') && this.#doesWithout(url)) return;
			this.#complaints.push(`${message.text()} ${url}`.trim());
		});
		// A page is left with changes that nobody needs.
		this.page.on('dialog', (dialog) => void dialog.accept());
	}

	/** Whether the editor asks for something that it can do without. */
	#doesWithout(url) {
		// Other hosts, and what comes out of nodes of n8n's own, which it does not know of all.
		return !url.startsWith(this.#baseUrl) || url.includes('/schemas/n8n-nodes-base.');
	}

	async #signIn() {
		await this.page.goto(`${this.#baseUrl}/signin`);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(trialOwner.email);
		await this.page.locator('input[type=password]').fill(trialOwner.password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.includes('signin'));
	}
}
