/** The panel in which a node is looked for and chosen. */
export class NodePanel {
	#page;

	constructor(page) {
		this.#page = page;
	}

	get #panel() {
		return this.#page.getByTestId('node-creator');
	}

	async search(text) {
		await this.#panel.getByTestId('node-creator-search-bar').fill(text);
	}

	/** An entry of the panel, as it is named there. */
	entry(name) {
		return this.#panel.getByTestId('item-iterator-item').filter({
			has: this.#page.getByText(name, { exact: true }),
		});
	}

	/** The names of all entries, once there are any. */
	async entries() {
		const names = this.#panel.getByTestId('node-creator-item-name');
		await names.first().waitFor();
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	async close() {
		await this.#page.keyboard.press('Escape');
		await this.#panel.waitFor({ state: 'hidden' });
	}

	/** Chooses an entry, and of a node with actions one of them. */
	async choose(...names) {
		for (const name of names) await this.entry(name).first().click();
	}
}
