import type { INodeProperties } from 'n8n-workflow';

import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';
// With their endings, or Node.js would take the codex files beside them (AdaEndUser.node.json).
import { AdaConversation } from '../../nodes/AdaConversation/AdaConversation.node.ts';
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node.ts';
import { AdaWebhookTrigger } from '../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts';
import { namesIn, operationsOf } from './formNames';
import { pageAt } from './pages';

const nodes = [
	{ path: 'docs/ada-end-user.md', form: new AdaEndUser().description },
	{ path: 'docs/ada-conversation.md', form: new AdaConversation().description },
	{ path: 'docs/ada-webhook-trigger.md', form: new AdaWebhookTrigger().description },
];

const forms: Array<{ path: string; title: string; properties: INodeProperties[] }> = [
	...nodes.map(({ path, form }) => ({
		path,
		title: form.displayName,
		properties: form.properties.filter(({ name }) => name !== 'operation'),
	})),
	{
		path: 'docs/credential.md',
		title: `The credential ${new AdaCxApi().displayName}`,
		properties: new AdaCxApi().properties,
	},
];

/** What has a heading of its own, as everything that a resource can do. */
const operations = nodes.flatMap(({ path, form }) =>
	operationsOf(form).map((operation) => ({
		...operation,
		path,
		title: `${operation.resource} > ${operation.operation}`,
	})),
);

test('the nodes have operations', () => {
	expect(operations.map(({ title }) => title)).toEqual(
		expect.arrayContaining(['End User > Create or Update', 'Message > Send']),
	);
});

describe.each(forms)('$path', ({ path, title, properties }) => {
	const { sections } = pageAt(path);
	const names = namesIn(properties);

	test('has the title that the form has', () => {
		expect(sections[0]).toMatchObject({ level: 1, title });
	});

	test('names every field, row and choice of the form, as the form does', () => {
		const resources = operations.filter((one) => one.path === path).map(({ resource }) => resource);
		const told = new Set([...resources, ...sections.flatMap(({ labels }) => labels)]);
		expect(names.filter((name) => !told.has(name))).toEqual([]);
	});

	test('explains no field that the form does not have', () => {
		// A sentence in bold is none.
		const fields = sections.flatMap((section) => section.fields).filter((one) => !/\.$/.test(one));
		expect(fields.length).toBeGreaterThan(5);
		expect(fields.filter((field) => !names.includes(field))).toEqual([]);
	});
});

test.each(operations)('$path has all of $title under its heading', ({ path, title, fields }) => {
	const section = pageAt(path).sections.find((one) => one.title === title);
	const told = section?.labels ?? [];
	expect(fields.filter((field) => !told.includes(field))).toEqual([]);
});

test.each(nodes)('$path has headings for the operations of the node only', ({ path }) => {
	const titles = pageAt(path).sections.map(({ title }) => title);
	const expected = operations.filter((one) => one.path === path).map(({ title }) => title);
	expect(titles.filter((title) => title.includes(' > ')).sort()).toEqual(expected.sort());
});
