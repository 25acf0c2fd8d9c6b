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
		await this.page.getByTestId('execute-workflow-button').first().click();
		await this.page.getByText(/^Workflow executed successfully$/).waitFor();
	}

	/** The words beside a node's outputs, such as "2 items". */
	async labels() {
		const labels = await this.canvas.getByTestId('edge-label').allInnerTexts();
		return labels.map((label) => label.trim()).filter(Boolean);
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
