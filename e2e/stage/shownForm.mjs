/**
 * What a node's form shows, read off the page in one go: each notice, heading and field, from top
 * to bottom. A field says besides its label where its value belongs among the node's parameters,
 * what its control shows (a list the names of what is chosen, a switch whether it is on), whether
 * the control can be seen, and whether n8n warns about it.
 *
 * @param {import('playwright-core').Locator} fields
 * @returns {Promise<{ lines: object[], text: string }>} `text` is all that can be read, with what
 *   stands in empty fields
 */
export async function shownForm(fields) {
	return await fields.evaluate((form) => {
		const plain = (text) => text.replace(/\s+/g, ' ').trim();
		const isVisible = (element) => {
			const { width, height } = element.getBoundingClientRect();
			return width > 0 && height > 0;
		};
		const valueOf = (control) => {
			if (control.type === 'checkbox') return String(control.checked);
			return control.value ?? plain(control.innerText);
		};
		const lines = [];
		const parts = '.notice.parameter-item, label.n8n-input-label, [data-parameter-path]';
		for (const part of form.querySelectorAll(parts)) {
			if (part.closest('.node-credentials')) continue;
			// The fields of the tab Settings are in the page as well.
			if (!isVisible(part.closest('[data-test-id=parameter-item]') ?? part)) continue;
			if (part.matches('.notice')) {
				lines.push({ notice: plain(part.innerText) });
			} else if (part.matches('label')) {
				// Without a text there is no title.
				lines.push({ label: plain(part.querySelector('[class*=_title]')?.innerText ?? '') });
			} else {
				const controls = part.querySelectorAll('input, textarea, .el-tag, .cm-content');
				Object.assign(lines.at(-1), {
					path: part.dataset.parameterPath.replace('parameters.', ''),
					shows: [...controls].map(valueOf).filter((value) => value !== ''),
					isVisible: isVisible(part),
					hasIssue: part.parentElement.querySelector('[data-test-id=parameter-issues]') !== null,
				});
			}
		}
		const empty = [...form.querySelectorAll('[placeholder]')].map((one) => one.placeholder);
		return { lines, text: [plain(form.innerText), ...empty].join('\n') };
	});
}
