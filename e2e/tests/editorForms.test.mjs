import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { until } from '../../scripts/waiting.mjs';
import { Browser } from '../stage/browser.mjs';
import { describedForm } from '../stage/describedForm.mjs';
import { FormVariant, formVariants, operationForms } from '../stage/formVariants.mjs';
import { Stage } from '../stage/stage.mjs';

const PACKAGE = 'n8n-nodes-ada-cx.';
const nodes = ['adaEndUser', 'adaConversation', 'adaWebhookTrigger'];
const tools = ['adaEndUserTool', 'adaConversationTool'];

describe('The forms in the editor', () => {
	let stage;
	let browser;
	let types;
	const forms = new Map();

	before(async () => {
		stage = await Stage.open('editor-forms');
		const served = await stage.n8n.nodeTypes();
		types = new Map(served.map((type) => [type.name.replace(PACKAGE, ''), type]));
		for (const name of nodes) forms.set(name, formVariants(types.get(name)));
		// A tool has the fields of its node, and few of its own.
		const known = new Set([...forms.values()].flat().flatMap(({ fields }) => fields.map(lookOf)));
		const isKnown = (field) => known.has(lookOf(field));
		for (const name of tools) forms.set(name, formVariants(types.get(name), isKnown));
		browser = await Browser.open(stage, { width: 1440, height: 1300 });
	});

	afterEach(async (context) => await browser?.keepPictureIfFailed(context));

	after(async () => {
		await browser?.close();
		await stage?.close();
	});

	test('are all looked at', () => {
		const ours = [...types.values()].filter(({ name }) => name.startsWith(PACKAGE));
		const names = ours.map(({ name }) => name.replace(PACKAGE, ''));
		assert.deepEqual(names.sort(), [...nodes, ...tools].sort());
	});

	/** What the operations of a node are called where nodes are chosen. */
	function actionsOf(type) {
		const operations = type.properties.filter(({ name }) => name === 'operation');
		const actions = operations.flatMap(({ options }) => options.map(({ action }) => action));
		return actions.filter(Boolean);
	}

	test('are found by the name of Ada, with all that the nodes can do', async () => {
		const { editor } = browser;
		await editor.openEmpty();
		const offered = async (name) => {
			const panel = await editor.addFirstStep();
			await panel.search('ada');
			await panel.choose(name);
			const entries = await panel.entries();
			await panel.close();
			return entries;
		};
		const contains = (all, wanted) => {
			assert.ok(wanted.length > 0);
			assert.deepEqual(
				wanted.filter((one) => !all.includes(one)),
				[],
			);
		};
		contains(await offered('Ada End User'), actionsOf(types.get('adaEndUser')));
		contains(await offered('Ada Conversation'), actionsOf(types.get('adaConversation')));
		// n8n takes the word Trigger off, and makes actions of the events.
		const { options } = types
			.get('adaWebhookTrigger')
			.properties.find(({ name }) => name === 'events');
		const events = options.map(({ name }) => `On ${name.toLowerCase()}`);
		contains(await offered('Ada Webhook'), events);
		assert.deepEqual(browser.complaints(), []);
	});

	/** That a form shows what its description says, and nothing else. */
	async function expectForm(form, { fields }, values) {
		const { lines, texts } = describedForm(fields, values);
		let shown;
		const missing = () => texts.filter((text) => !shown.text.includes(text));
		const isAsDescribed = async () => {
			shown = await form.shown();
			return isDeepStrictEqual(shown.lines, lines) && missing().length === 0;
		};
		// What depends on a choice comes a moment after it.
		await until(isAsDescribed, { seconds: 10 }).catch(() => {});
		assert.deepEqual(shown.lines, lines);
		assert.deepEqual(
			lines.filter(({ notice, label }) => !notice && !label),
			[],
		);
		assert.deepEqual(missing(), []);
		assert.doesNotMatch(shown.text, /\b(undefined|null|NaN)\b|\[object/);
	}

	const tried = new Set();

	/** Whether nothing that looks the same was tried before: forms have many options in common. */
	function isNew(field, part = 'itself') {
		const look = `${part} ${lookOf(field)}`;
		return !tried.has(look) && tried.add(look);
	}

	/**
	 * That a form has what a field offers: the choices of a list, and the entries of a collection,
	 * each of which is a labelled field once it was added.
	 *
	 * @param {object} at the form, which it is, all its values, and those beside the field's
	 */
	async function expectOffers(field, at) {
		const { form, variant, beside } = at;
		if (field.type === 'fixedCollection') {
			if (!isNew(field, 'what it offers')) return;
			assert.deepEqual(await form.addable(field.name), labelsOf(field.options));
			for (const group of field.options) await addRow(field, group, at);
		} else if (field.type === 'collection') {
			const entries = variant.shown(field.options, beside[field.name]);
			if (!isNew({ ...field, options: entries }, 'what it offers')) return;
			assert.deepEqual(await form.addable(field.name), labelsOf(entries));
			for (const entry of entries.filter((one) => isNew(one))) await addEntry(field, entry, at);
		} else if (field.options && isNew(field, 'what it offers')) {
			const choices = variant.shown(field.options, beside);
			assert.deepEqual(await form.choices(field.name), choices.map(wordsOf));
		}
	}

	const labelsOf = (entries) => entries.map(({ displayName }) => displayName);

	const wordsOf = ({ name, description }) => [name, description].filter(Boolean).join('\n');

	async function addRow(field, group, { form, variant, values, beside }) {
		const row = Object.fromEntries(group.values.map((one) => [one.name, one.default]));
		await form.addTo(field.name, group.displayName);
		beside[field.name][group.name] = [row];
		await expectForm(form, variant, values);
		for (const one of group.values) {
			await expectOffers(one, { form, variant, values, beside: row });
		}
	}

	async function addEntry(field, entry, at) {
		const { form, variant, values, beside } = at;
		const entries = beside[field.name];
		await form.addTo(field.name, entry.displayName);
		entries[entry.name] = structuredClone(entry.default);
		await expectForm(form, variant, values);
		await expectOffers(entry, { ...at, beside: entries });
		for (const next of field.options) {
			const [value] = next.displayOptions?.show?.[entry.name] ?? [];
			if (value === undefined || !isNew(next)) continue;
			// One more entry is offered once this choice is made.
			await form.choose(entry.name, entry.options.find((one) => one.value === value).name);
			entries[entry.name] = value;
			await addEntry(field, next, at);
		}
	}

	describe('on the canvas', () => {
		const nameOf = (type, variant) => `${type} ${variant.name}`;
		const switched = ['adaEndUser', 'adaConversation'];
		const lastOperation = (type) => operationForms(types.get(type)).at(-1);

		/** Opens a workflow in which each of the forms is that of a node: to load it takes long. */
		before(async () => {
			const all = [...forms].flatMap(([type, variants]) =>
				variants.map((variant) => [nameOf(type, variant), variant]),
			);
			for (const type of switched) all.push([`${type} to be switched`, lastOperation(type)]);
			const steps = all.map(([name, { type, chosen }], place) => ({
				id: randomUUID(),
				name,
				type: type.name,
				typeVersion: type.version,
				position: [(place % 8) * 200, Math.floor(place / 8) * 200],
				parameters: chosen,
				credentials: { adaCxApi: stage.credential },
			}));
			const body = { nodes: steps, connections: {}, settings: { executionOrder: 'v1' } };
			const workflow = await stage.n8n.newWorkflow({ name: `Forms ${randomUUID()}`, ...body });
			await browser.editor.open(workflow);
			await browser.editor.fit();
		});

		for (const name of [...nodes, ...tools]) {
			test(`those of ${name} show every field of every operation`, async (context) => {
				for (const variant of forms.get(name)) {
					await context.test(variant.name, async () => {
						const form = await browser.editor.openNode(nameOf(name, variant));
						try {
							await browser.watching(nameOf(name, variant), async () => {
								await expectForm(form, variant, variant.values);
								const values = structuredClone(variant.values);
								for (const field of variant.fields) {
									await expectOffers(field, { form, variant, values, beside: values });
								}
								assert.deepEqual(browser.complaints(), []);
							});
						} finally {
							await form.close();
						}
					});
				}
				if (tools.includes(name)) return;
				const seen = new Set(forms.get(name).flatMap(({ fields }) => fields));
				const { properties } = types.get(name);
				const missed = properties.filter((field) => !seen.has(field) && !isForTools(field));
				assert.deepEqual(missed, []);
			});
		}

		for (const name of switched) {
			test(`those of ${name} change with the operation that is chosen`, async () => {
				const type = types.get(name);
				let shown = lastOperation(name);
				const form = await browser.editor.openNode(`${name} to be switched`);
				const change = async (field, next) => {
					const value = next.values[field];
					if (value === shown.values[field]) return;
					const { options } = shown.fields.find((one) => one.name === field);
					await form.choose(field, options.find((one) => one.value === value).name);
					shown = next;
					await expectForm(form, shown, shown.values);
				};
				for (const next of operationForms(type)) {
					// A resource comes with the operation that it has by default.
					await change('resource', new FormVariant(type, { resource: next.chosen.resource }));
					await change('operation', next);
				}
				await form.close();
				assert.deepEqual(browser.complaints(), []);
			});
		}
	});
});

const isForTools = ({ displayOptions }) => displayOptions?.show?.['@tool'] !== undefined;

/** All that a field shows of itself, wherever it is shown. */
const lookOf = (field) => JSON.stringify({ ...field, displayOptions: undefined });
