import { NodeForm } from './nodeForm.mjs';
import { NodePanel } from './nodePanel.mjs';

/** The editor's canvas with a workflow on it. */
export class Editor {
	#baseUrl;

	constructor(page, baseUrl) {
		this.page = page;
		this.#baseUrl = baseUrl;
	}

	get canvas() {
		return this.page.getByTestId('canvas');
	}

	/** Opens a workflow that n8n has stored. */
	async open({ id, nodes }) {
		await this.page.goto(`${this.#baseUrl}/workflow/${id}`);
		const steps = nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
		await this.node(steps.at(-1).name).waitFor();
	}

	/** Opens an empty canvas. */
	async openEmpty() {
		await this.page.goto(`${this.#baseUrl}/workflow/new`);
		await this.page.getByTestId('canvas-plus-button').waitFor();
	}

	node(name) {
		return this.canvas.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** Clicks the + of an empty canvas. */
	async addFirstStep() {
		await this.page.getByTestId('canvas-plus-button').click();
		return new NodePanel(this.page);
	}

	/** Clicks the + behind a node, at one of its outputs. */
	async addAfter(name, output = 0) {
		await this.node(name)
			.locator(`[data-test-id=canvas-node-output-handle][data-index="${output}"]`)
			.getByTestId('canvas-handle-plus')
			.click();
		return new NodePanel(this.page);
	}

	/** The names beside a node's outputs. */
	async outputsOf(name) {
		const handles = this.node(name).getByTestId('canvas-node-output-handle');
		const labels = await handles.allInnerTexts();
		return labels.map((label) => label.trim().split('\n')[0]);
	}

	async openNode(name) {
		await this.node(name).dblclick();
		return await NodeForm.opened(this.page);
	}

	/** The form of a node that was just added: n8n opens it by itself. */
	async openedForm() {
		return await NodeForm.opened(this.page);
	}

	/** Brings the whole workflow into view. */
	async fit() {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.#still();
	}

	/** Clicks Execute workflow, and waits until n8n says that it is done. */
	async execute() {
		await this.start();
		await this.page.getByText(/^Workflow executed successfully$/).waitFor();
	}

	/** Clicks Execute workflow; resolves to the ID of the execution, which goes on. */
	async start() {
		await this.#closeMessages();
		const isRun = (request) => request.method() === 'POST' && request.url().endsWith('/run');
		const [response] = await Promise.all([
			this.page.waitForResponse((one) => isRun(one.request())),
			this.page.getByTestId('execute-workflow-button').click(),
		]);
		const { data } = await response.json();
		return data.executionId;
	}

	/** Chooses where Execute workflow starts, which n8n leaves to be chosen where triggers are several. */
	async startFrom(trigger) {
		const chooser = this.page.getByRole('button', { name: 'Select trigger node' });
		const button = this.page.getByTestId('execute-workflow-button');
		await button.waitFor();
		if (!(await chooser.isVisible())) return;
		await chooser.click();
		await this.page.getByTestId(`action-${trigger}`).click();
	}

	/** Clicks what ends an execution that is under way. */
	async stop() {
		await this.page.getByTestId('stop-execution-button').click();
	}

	/** The names of the nodes that the canvas shows with the mark of a run that went well, sorted. */
	async succeeded() {
		const marked = this.canvas.getByTestId('canvas-node').filter({
			has: this.page.locator(
				'[data-test-id=canvas-node-status-success], [data-test-id=canvas-node-status-pinned]',
			),
		});
		const names = await marked.evaluateAll((nodes) => nodes.map((node) => node.dataset.nodeName));
		return names.sort();
	}

	/** Clicks Publish, and in the dialog Publish again. */
	async publish() {
		await this.#publishButton.click();
		await this.page.getByTestId('workflow-publish-button').click();
		await this.page.getByTestId('workflow-publish-button').waitFor({ state: 'hidden' });
	}

	/**
	 * Waits until the editor shows the workflow as published, and closes what it says of that.
	 *
	 * @returns {Promise<string>} what it says
	 */
	async published() {
		await this.#publishButton.getByText('Published', { exact: true }).waitFor();
		const notice = this.page.getByRole('dialog').filter({ hasText: 'Workflow published' }).first();
		await notice.waitFor();
		const said = await notice.innerText();
		await notice.getByRole('button', { name: 'Got it' }).click();
		await notice.waitFor({ state: 'hidden' });
		return said;
	}

	/** Unpublishes the workflow with the menu beside the Publish button, and waits until n8n shows it. */
	async unpublish() {
		await this.page.getByTestId('version-menu-button').click();
		await this.page.getByTestId('version-menu-item-unpublish').click();
		const question = this.page.getByTestId('workflow-history-version-unpublish-modal');
		await question.getByRole('button', { name: 'Unpublish' }).click();
		await this.#publishButton.getByText('Publish', { exact: true }).waitFor();
	}

	/** Opens the tab Executions; resolves to its entries, the newest first, once so many have ended. */
	async executions(count) {
		await this.page.getByTestId('radio-button-executions').click();
		const entries = this.page
			.getByTestId('current-executions-list')
			.locator('[data-test-id^=execution-details-]');
		// Such as "Succeeded in 72ms"; before that they are queued, and run.
		const ended = entries.filter({ hasText: / in \d/ });
		await ended.nth(count - 1).waitFor();
		return await entries.allInnerTexts();
	}

	/** Goes back from another tab to the canvas. */
	async backToCanvas() {
		await this.page.getByTestId('radio-button-workflow').click();
		await this.canvas.waitFor();
	}

	get #publishButton() {
		return this.page.getByTestId('workflow-open-publish-modal-button');
	}

	/** So that what n8n says next is not mixed up with what it said before. */
	async #closeMessages() {
		const messages = this.page.locator('.el-notification');
		// They also go by themselves, perhaps while they are clicked.
		await messages
			.locator('.el-notification__closeBtn')
			.evaluateAll((buttons) => buttons.forEach((button) => button.click()));
		await messages.first().waitFor({ state: 'hidden' });
	}

	/**
	 * The words beside the outputs of all nodes, such as "2 items", sorted, once there are as many:
	 * n8n can say that a workflow was executed before the canvas shows what came out.
	 */
	async labels(count) {
		const labels = this.canvas.getByTestId('edge-label').filter({ hasText: /\S/ });
		await labels.nth(count - 1).waitFor();
		return (await labels.allInnerTexts()).map((label) => label.trim()).sort();
	}

	/** The part of the window that the workflow takes up, with a margin around it. */
	async extent(margin = 24) {
		return await this.canvas.evaluate((canvas, around) => {
			const parts =
				'[data-test-id=canvas-node], [data-test-id=sticky], [data-test-id=edge-label], .vue-flow__edge-path';
			const shown = [...canvas.querySelectorAll(parts)].flatMap((part) => [
				part.getBoundingClientRect(),
				// A node's name hangs below it.
				...[...part.querySelectorAll('*')].map((inner) => inner.getBoundingClientRect()),
			]);
			const boxes = shown.filter(({ width, height }) => width > 0 && height > 0);
			const frame = canvas.getBoundingClientRect();
			const left = Math.max(frame.left, Math.min(...boxes.map((box) => box.left)) - around);
			const top = Math.max(frame.top, Math.min(...boxes.map((box) => box.top)) - around);
			const right = Math.min(frame.right, Math.max(...boxes.map((box) => box.right)) + around);
			const bottom = Math.min(frame.bottom, Math.max(...boxes.map((box) => box.bottom)) + around);
			return { x: left, y: top, width: right - left, height: bottom - top };
		}, margin);
	}

	/** Waits until the canvas has come to rest after a movement. */
	async #still() {
		await this.page.evaluate(async () => {
			const pane = document.querySelector('.vue-flow__transformationpane');
			for (let before; before !== pane.style.transform;) {
				before = pane.style.transform;
				await new Promise((resolve) => setTimeout(resolve, 300));
			}
		});
	}
}
