import { choose } from './dropdown.mjs';

/** The dialog of a credential. */
export class CredentialForm {
	#page;

	static async opened(page) {
		const form = new CredentialForm(page);
		// It shows the name once n8n has found a free one, and cannot be saved before.
		await form.dialog.getByTestId('credential-name').waitFor();
		return form;
	}

	constructor(page) {
		this.#page = page;
	}

	get dialog() {
		return this.#page
			.locator('.el-dialog')
			.filter({ has: this.#page.getByTestId('credential-save-button') });
	}

	async choose(field, name) {
		await choose(this.#field(field), name);
	}

	async type(field, text) {
		await this.#field(field).locator('input').fill(text);
	}

	/** Closes the dialog, which is then saved or without a key: otherwise n8n asks what it is to do. */
	async close() {
		await this.dialog.locator('.el-dialog__headerbtn').click();
		await this.dialog.waitFor({ state: 'hidden' });
	}

	/** The labels of the fields, from top to bottom. */
	async labels() {
		await this.#labels.first().waitFor();
		const labels = await this.#labels.allInnerTexts();
		return labels.map((label) => label.split('\n')[0].replace('*', '').trim());
	}

	/** What n8n says about a field while the mouse is on its question mark. */
	async hint(label) {
		const named = this.#labels.filter({ hasText: label });
		await named.hover();
		await named.locator('svg').first().hover();
		return await this.#page.getByTestId('tooltip-content').filter({ visible: true }).innerText();
	}

	get #labels() {
		return this.dialog.locator('label.n8n-input-label');
	}

	/**
	 * Saves what was entered, upon which n8n tests it.
	 *
	 * @returns {Promise<string>} what n8n says of it
	 */
	async save() {
		return await this.#verdictAfter(this.dialog.getByTestId('credential-save-button'));
	}

	/** Has n8n test again what is saved; resolves to what n8n says of it. */
	async test() {
		return await this.#verdictAfter(this.#verdict.getByTitle('Retry credential test'));
	}

	async #verdictAfter(button) {
		await Promise.all([
			this.#page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			button.click(),
		]);
		const details = this.#verdict.getByText('More details');
		const connected = this.#verdict.getByText('Connection tested successfully');
		await details.or(connected).waitFor();
		if (await details.isVisible()) await details.click();
		return (await this.#verdict.innerText()).replace('Retry', '').replace(/\s+/g, ' ').trim();
	}

	/** The box above the fields that says whether n8n could connect. */
	get #verdict() {
		return this.dialog
			.locator('.el-tag:visible')
			.filter({ has: this.#page.getByTitle('Retry credential test') });
	}

	#field(name) {
		return this.dialog.getByTestId(`parameter-input-${name}`);
	}
}
