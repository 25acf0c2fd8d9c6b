import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';

// With their endings, or Node.js would take the codex files beside them (AdaEndUser.node.json).
import { AdaConversation } from '../../nodes/AdaConversation/AdaConversation.node.ts';
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node.ts';
import { AdaWebhookTrigger } from '../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts';
import { formProblems } from './formProblems';
import { readWorkflow, ROOT, textOfFile, workflowFiles } from './workflowFile';

const forms = new Map<string, INodeTypeDescription>(
	[new AdaConversation(), new AdaEndUser(), new AdaWebhookTrigger()].map(({ description }) => [
		`n8n-nodes-ada-cx.${description.name}`,
		description,
	]),
);

/** What in an Ada node's stored parameters its form does not have. */
function problemsIn(node: INode): string[] {
	const form = forms.get(node.type);
	return form ? formProblems(node, form) : [`there is no node ${node.type}`];
}

const isAda = ({ type }: INode) => type.startsWith('n8n-nodes-ada-cx.');
const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
const isTrigger = ({ type }: INode) => /trigger|webhook/i.test(type);

test('there are example workflows', () => {
	expect(workflowFiles).toContain('sync-contacts-from-csv.json');
});

describe.each(workflowFiles)('%s', (file) => {
	const workflow = readWorkflow(file);
	const { nodes, connections } = workflow;
	const steps = nodes.filter((node) => !isNote(node));
	const targetsOf = (name: string) =>
		Object.values(connections[name] ?? {}).flatMap((outputs) =>
			outputs.flatMap((output) => output ?? []),
		);

	test('sets only what the forms of the Ada nodes have', () => {
		const adaNodes = nodes.filter(isAda);
		expect(adaNodes).not.toHaveLength(0);

		const problems = adaNodes.flatMap((node) =>
			problemsIn(node).map((problem) => `${node.name}: ${problem}`),
		);
		expect(problems).toEqual([]);
	});

	test('gives each node a name and an ID of its own', () => {
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	test('connects only nodes that exist, from outputs that exist', () => {
		const names = steps.map(({ name }) => name);
		for (const [from, { main }] of Object.entries(connections)) {
			expect(names).toContain(from);
			for (const { node, type, index } of targetsOf(from)) {
				expect({ node: names.includes(node), type, index }).toEqual({
					node: true,
					type: 'main',
					index: 0,
				});
			}
			const source = nodes.find(({ name }) => name === from);
			expect(main.length).toBeLessThanOrEqual(source ? outputCount(source) : 0);
		}
		// What an expression takes from another node.
		for (const [, named] of textOfFile(file).matchAll(/\$\('([^']+)'\)/g)) {
			expect(names).toContain(named);
		}
	});

	test('reaches every node from a trigger, one of which is the button of the editor', () => {
		const triggers = steps.filter(isTrigger).map(({ name }) => name);
		const reached = new Set(triggers);
		// A set goes on to what is added to it meanwhile.
		for (const name of reached) for (const { node } of targetsOf(name)) reached.add(node);

		expect(triggers).toContain('When clicking ‘Execute workflow’');
		expect(steps.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
	});

	test('is explained in notes that cover nothing', () => {
		const notes = nodes.filter(isNote);
		expect(notes.length).toBeGreaterThanOrEqual(2);
		const [about] = notes;
		expect(about.parameters.content).toMatch(new RegExp(`^## ${workflow.name}\n`));

		const areas = nodes.map(areaOf);
		const covered = areas.filter((one) => areas.some((other) => other !== one && meet(one, other)));
		expect(covered.map(({ name }) => name)).toEqual([]);
	});

	test('names the credential, and holds no ID of one', () => {
		for (const { name, type, credentials } of nodes) {
			const wanted = isAda({ type } as INode)
				? { adaCxApi: { id: null, name: 'Ada account' } }
				: undefined;
			expect({ name, credentials }).toEqual({ name, credentials: wanted });
		}
	});

	test('holds no pinned data and nothing of the n8n that it was made in', () => {
		expect(workflow.pinData ?? {}).toEqual({});
		const known = ['name', 'nodes', 'connections', 'settings', 'pinData', 'meta', 'tags'];
		expect(Object.keys(workflow).filter((key) => !known.includes(key))).toEqual([]);
		expect(textOfFile(file)).not.toMatch(/instanceId|versionId/);
	});

	test('holds no path and no address of a machine', () => {
		// /home/node is the home folder in n8n's Docker image.
		expect(textOfFile(file)).not.toMatch(
			/\/(tmp|work|root|Users|var|opt)\/|\/home\/(?!node\b)|[A-Z]:\\\\|file:|localhost|127\.0\.0\.1/,
		);
	});

	test('is in the README, and is run by npm start', () => {
		const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
		expect(readme.match(/workflows\/[\w-]+\.json/g)).toContain(`workflows/${file}`);

		const demo = join(ROOT, 'scripts/demo');
		const scripts = readdirSync(demo, { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.mjs'))
			.map((name) => readFileSync(join(demo, name), 'utf8'));
		expect(scripts.join('\n').match(/'[\w-]+\.json'/g)).toContain(`'${file}'`);
	});
});

describe('a form that has changed since is noticed', () => {
	const update = {
		resource: 'endUser',
		operation: 'update',
		endUser: { __rl: true, mode: 'externalId', value: 'crm-1' },
	};
	const problemsOf = (parameters: INode['parameters'], name = 'adaEndUser') =>
		problemsIn({
			id: '1',
			name: 'Ada',
			type: `n8n-nodes-ada-cx.${name}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
		});

	test('by names, choices and modes that it does not have', () => {
		expect(problemsOf(update)).toEqual([]);
		expect(problemsOf({ ...update, endUsers: 'crm-1' })).toEqual(['endUsers is no parameter']);
		expect(problemsOf({ ...update, endUser: { ...update.endUser, mode: 'id' } })).toContain(
			'endUser has no mode "id"',
		);
		expect(problemsOf({ ...update, endUser: 'crm-1' })).toContain('endUser is no resource locator');
		expect(problemsOf({ ...update, whenNotFound: 'create' })).toContain(
			'whenNotFound has no choice "create"',
		);
		expect(problemsOf({ ...update, operation: 'upsert' })).toContain(
			'operation has no choice "upsert"',
		);
	});

	test('by fields that are not shown for the operation or beside the other values', () => {
		expect(problemsOf({ ...update, externalId: 'crm-1' })).toEqual([
			'externalId is not shown with these values',
		]);
		expect(problemsOf({ ...update, fieldsFrom: 'columns', profile: {} })).toContain(
			'profile is not shown with these values',
		);
		expect(problemsOf({ ...update, options: { otherColumns: 'metadata' } })).toEqual([
			'options.otherColumns is not shown with these values',
		]);
	});

	test('within collections, rows and the mapping of columns', () => {
		expect(problemsOf({ ...update, profile: { forename: 'Ana' } })).toEqual([
			'profile.forename is no parameter',
		]);
		expect(problemsOf({ ...update, profile: { language: 'fr-CA' } })).toContain(
			'profile.language is no resource locator',
		);
		expect(problemsOf({ ...update, options: { clearFields: ['phone'] } })).toContain(
			'options.clearFields has no choice "phone"',
		);
		expect(problemsOf({ ...update, options: { dryRun: 'yes' } })).toContain(
			'options.dryRun is not of type boolean',
		);
		const rows = { pairs: [{ key: 'token', kind: 'text', type: 'number', value: 'x' }] };
		expect(problemsOf({ ...update, sensitiveMetadata: rows })).toEqual(
			expect.arrayContaining([
				'sensitiveMetadata.pairs[0].kind is no parameter',
				'sensitiveMetadata.pairs[0].type has no choice "number"',
			]),
		);
		const columns = { mappingMode: 'auto', value: null };
		expect(problemsOf({ ...update, fieldsFrom: 'columns', columns })).toContain(
			'columns.mappingMode has no choice "auto"',
		);
	});

	test('in conversations: by what is not shown for a message or its author', () => {
		const node = 'adaConversation';
		const send = {
			resource: 'message',
			operation: 'send',
			conversationId: '6921aa00bb11cc22dd33ee44',
			text: 'Hello',
		};
		expect(problemsOf({ ...send, ifEnded: 'startNew' }, node)).toEqual([]);
		expect(problemsOf({ ...send, ifEnded: 'restart' }, node)).toEqual([
			'ifEnded has no choice "restart"',
		]);
		expect(problemsOf({ ...send, authorName: 'Sam' }, node)).toEqual([
			'authorName is not shown with these values',
		]);
		const people = { ...send, author: 'humanAgent' };
		expect(problemsOf({ ...people, authorName: 'Sam' }, node)).toEqual([]);
		expect(problemsOf({ ...people, authorName: 'Sam', ifEnded: 'startNew' }, node)).toEqual([
			'ifEnded is not shown with these values',
		]);
		expect(problemsOf(people, node)).toContain('Parameter "Display Name" is required.');
	});

	test('in the trigger: by events and authors that it does not have, and by what is not shown', () => {
		const trigger = 'adaWebhookTrigger';
		const message = { events: ['v1.conversation.message'], authors: ['ai_agent'] };
		expect(problemsOf(message, trigger)).toEqual([]);
		expect(problemsOf({ ...message, options: { channels: ['5f7e'] } }, trigger)).toEqual([]);
		expect(problemsOf({ events: ['v1.end_user.deleted'] }, trigger)).toEqual([
			'events has no choice "v1.end_user.deleted"',
		]);
		expect(problemsOf({ ...message, authors: ['agent'] }, trigger)).toEqual([
			'authors has no choice "agent"',
		]);
		expect(problemsOf({ ...message, events: ['v1.end_user.created'] }, trigger)).toEqual([
			'authors is not shown with these values',
		]);
		expect(problemsOf({ ...message, options: { handoffs: 'any' } }, trigger)).toEqual([
			'options.handoffs is no parameter',
		]);
	});

	test('as a node that there is not', () => {
		expect(problemsOf({}, 'adaTrigger')).toEqual(['there is no node n8n-nodes-ada-cx.adaTrigger']);
	});

	test('by what must be there and is not', () => {
		const empty = { ...update, endUser: { __rl: true, mode: 'externalId', value: '' } };
		expect(problemsOf(empty)).toEqual(['Parameter "End User" is required.']);
	});
});

/** How many outputs a node has, the error output counted. */
function outputCount({ type, parameters, onError }: INode): number {
	const hasNotFound = type.startsWith('n8n-nodes-ada-cx.') && parameters.whenNotFound === 'output';
	const hasTwo =
		hasNotFound || ['n8n-nodes-base.if', 'n8n-nodes-base.splitInBatches'].includes(type);
	return (hasTwo ? 2 : 1) + (onError === 'continueErrorOutput' ? 1 : 0);
}

interface Area {
	name: string;
	left: number;
	top: number;
	width: number;
	height: number;
}

/** What a node takes up in the editor: a note its size, another node its square and its name. */
function areaOf(node: INode): Area {
	const { name, position, parameters } = node;
	const [left, top] = position;
	if (!isNote(node)) return { name, left, top, width: 100, height: 140 };
	return { name, left, top, width: Number(parameters.width), height: Number(parameters.height) };
}

function meet(one: Area, other: Area): boolean {
	return (
		one.left < other.left + other.width &&
		other.left < one.left + one.width &&
		one.top < other.top + other.height &&
		other.top < one.top + one.height
	);
}
