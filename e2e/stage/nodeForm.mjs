import { choicesOf, choose, chooseAlso } from './dropdown.mjs';
import { ResourceLocator } from './resourceLocator.mjs';
import { shownForm } from './shownForm.mjs';

/** The panel of a node: what goes in, its form, and what comes out. */
export class NodeForm {
	static async opened(page) {
		const form = new NodeForm(page);
		await form.fields.waitFor();
		return form;
	}

	constructor(page) {
		this.page = page;
	}

	get panel() {
		return this.page.getByTestId('ndv');
	}

	get input() {
		return this.panel.getByTestId('ndv-input-panel');
	}

	get output() {
		return this.panel.getByTestId('output-panel');
	}

	get fields() {
		return this.panel.getByTestId('node-parameters');
	}

	/** The control of a parameter. */
	field(name) {
		return this.fields.getByTestId(`parameter-input-${name}`).first();
	}

	/** Every notice, heading and field that the form shows, and its text. */
	async shown() {
		return await shownForm(this.fields);
	}

	async choose(name, choice) {
		await choose(this.field(name), choice);
	}

	/** Chooses one more where several can be chosen. */
	async chooseAlso(name, choice) {
		await chooseAlso(this.field(name), choice);
	}

	locator(name) {
		return new ResourceLocator(this.field(name));
	}

	/** The list of the ways in which columns are mapped. */
	get mapping() {
		return this.fields
			.locator('[data-test-id=parameter-item]')
			.filter({ has: this.page.getByText('Mapping Column Mode', { exact: true }) })
			.locator('.n8n-select')
			.first();
	}

	/** Chooses that columns are mapped by hand, and waits for the fields. */
	async mapByHand() {
		await choose(this.mapping, 'Map Each Column Manually');
		await this.fields.getByText('Values to Send').waitFor();
	}

	async type(name, text) {
		await this.field(name).locator('input, textarea').last().fill(text);
	}

	/** Drags a field of the input onto a parameter, which makes an expression of it. */
	async drag(inputField, name) {
		const from = this.input.locator(`[data-target=mappable][data-name="${inputField}"]`).first();
		await this.field(name).scrollIntoViewIfNeeded();
		// Waits until nothing moves there, as it does while an earlier node's fields are unfolded.
		await from.hover();
		const end = await middleOf(this.field(name));
		const { mouse } = this.page;
		await mouse.down();
		await mouse.move(end.x, end.y, { steps: 10 });
		await mouse.up();
		// n8n puts the cursor there, some time after the expression is.
		const focused = this.field(name).locator('.cm-focused');
		await focused.waitFor();
		await this.#leaveField();
		await focused.waitFor({ state: 'hidden' });
	}

	/** What the list of a field offers, each with its description on a line of its own. */
	async choices(name) {
		return await choicesOf(this.field(name));
	}

	/** What can be added to a collection, by the parameter's name. */
	async addable(name) {
		return await choicesOf(this.#adder(name));
	}

	/** Adds an entry to a collection, by the parameter's name and the entry's label. */
	async addTo(name, label) {
		await choose(this.#adder(name), label);
	}

	/** A collection's list of what can be added, which comes behind all that was. */
	#adder(name) {
		const collection = this.fields
			.locator('[data-test-id=parameter-item]')
			.filter({ has: this.page.locator(`label[for="${name}"]`) });
		return collection.last().locator('[class*=addOption] .n8n-select').last();
	}

	async chooseCredential(name) {
		await choose(this.panel.getByTestId('node-credentials-select'), name);
	}

	/** Clicks Execute step, and waits until there is an output. */
	async execute() {
		await this.panel.getByTestId('node-execute-button').first().click();
		await this.executed();
	}

	/** Clicks the button of a trigger, and waits until n8n listens for an event. */
	async listen() {
		await this.panel.getByTestId('node-execute-button').first().click();
		await this.panel.getByText('Listening for test event').waitFor();
	}

	/** Pins items as what the node puts out. */
	async setMockData(items) {
		await this.output.getByTestId('ndv-edit-pinned-data').click();
		await this.output.locator('.cm-content').click();
		await this.page.keyboard.press('ControlOrMeta+a');
		await this.page.keyboard.insertText(JSON.stringify(items));
		await this.output.getByRole('button', { name: 'Save' }).click();
		await this.output.getByTestId('ndv-items-count').waitFor();
	}

	/** The outputs, as the tabs above what came out name them, once there are as many. */
	async branches(count) {
		const tabs = this.output.getByTestId('branches').locator('[data-test-id^=tab-]');
		await tabs.nth(count - 1).waitFor();
		return await tabs.allInnerTexts();
	}

	/** Waits until a value is among what came out. */
	async shows(value) {
		await this.output.getByText(value).first().waitFor();
	}

	/** Shows the fields of an earlier node in the input. */
	async unfoldInput(node) {
		await this.input.getByText(node, { exact: true }).click();
	}

	/** Waits until there is an output. */
	async executed() {
		await this.output
			.getByTestId('ndv-items-count')
			.or(this.output.getByTestId('branches'))
			.or(this.output.getByTestId('node-error-message'))
			.first()
			.waitFor();
	}

	/** Moves the form to the side of the input, so that the output has more room. */
	async widenOutput(by) {
		const grip = await middleOf(this.panel.getByTestId('panel-drag-button'));
		const { mouse } = this.page;
		await mouse.move(grip.x, grip.y);
		await mouse.down();
		await mouse.move(grip.x - by, grip.y, { steps: 10 });
		await mouse.up();
	}

	async close() {
		await this.panel.getByTestId('ndv-close-button').click();
		await this.panel.waitFor({ state: 'hidden' });
	}

	/** Takes the cursor out of a field, so that nothing hangs open over the form. */
	async #leaveField() {
		await this.panel.getByTestId('node-title-container').click({ position: { x: 2, y: 2 } });
	}
}

async function middleOf(locator) {
	const { x, y, width, height } = await locator.boundingBox();
	return { x: x + width / 2, y: y + height / 2 };
}
