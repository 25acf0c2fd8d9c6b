import { choose } from './dropdown.mjs';

/** The control of a resource locator: how something is named, and what is named so. */
export class ResourceLocator {
	#field;

	constructor(field) {
		this.#field = field;
	}

	/** Chooses how it is named, such as "From list" or "External ID". */
	async by(mode) {
		await choose(this.#field.getByTestId('rlc-mode-selector'), mode);
	}

	/** Opens the list; resolves to what it offers. */
	async open() {
		await this.#field.getByTestId('rlc-input').click();
		await this.#entries.first().waitFor();
		return await this.offered();
	}

	/** What the open list offers, as far as it was loaded. */
	async offered() {
		return await this.#entries.allInnerTexts();
	}

	/** Searches in the open list, and waits until it shows what Ada has of it. */
	async search(text) {
		const page = this.#field.page();
		const isOfIt = (request) =>
			request.url().includes('/dynamic-node-parameters/resource-locator-results') &&
			request.postDataJSON().filter === text;
		await Promise.all([
			page.waitForResponse((response) => isOfIt(response.request())),
			page.getByTestId('rlc-search').fill(text),
		]);
		// Until then the list is empty: what it showed before is gone as soon as something is typed.
		await this.#entries.first().waitFor();
	}

	/** Chooses an entry of the open list. */
	async choose(name) {
		await this.#entries.filter({ hasText: name }).click();
		await this.#entries.first().waitFor({ state: 'hidden' });
	}

	/** What the control shows as chosen. */
	async shown() {
		return await this.#field.getByTestId('rlc-input').inputValue();
	}

	get #entries() {
		return this.#field.page().getByTestId('rlc-item');
	}
}
