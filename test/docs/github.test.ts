import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

import { filesEndingIn, ROOT } from './pages';

interface Step {
	uses?: string;
	run?: string;
}

interface Job {
	needs?: string;
	uses?: string;
	'runs-on'?: string;
	'timeout-minutes'?: number;
	permissions?: Record<string, string>;
	steps?: Step[];
}

interface Workflow {
	on: Record<string, { tags?: string[] } | null>;
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

interface IssueForm {
	name: string;
	description: string;
	body: Array<{ type: string; id?: string; attributes: { label?: string; value?: string } }>;
}

const FOLDER = '.github/';
const yamlFiles = filesEndingIn('.yml', '.yaml').filter((path) => path.startsWith(FOLDER));

/** What a file says; throws where it is no YAML, or says a thing twice. */
function read(path: string): unknown {
	const { errors, warnings, contents } = parseDocument(readFileSync(join(ROOT, path), 'utf8'));
	expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
	return contents?.toJSON();
}

const workflow = (name: string) => read(`${FOLDER}workflows/${name}`) as Workflow;
const runs = ({ steps = [] }: Job) => steps.flatMap(({ run }) => run ?? []);

test.each(yamlFiles)('%s can be read', (path) => {
	expect(read(path)).toEqual(expect.any(Object));
});

describe.each(['ci.yml', 'publish.yml'])('the workflow %s', (name) => {
	const { permissions, jobs } = workflow(name);

	test('pins every action to a version', () => {
		const used = Object.values(jobs).flatMap(({ uses, steps = [] }) => [
			uses,
			...steps.map((step) => step.uses),
		]);
		const actions = used.filter((one) => one !== undefined && !one.startsWith('./'));
		expect(actions).not.toHaveLength(0);
		expect(actions.filter((one) => !/@(v\d+|[0-9a-f]{40})/.test(one ?? ''))).toEqual([]);
	});

	test('may only read, unless a job says what more it needs', () => {
		expect(permissions).toEqual({ contents: 'read' });
	});

	test('ends by itself, whatever hangs', () => {
		const own = Object.values(jobs).filter(({ uses }) => uses === undefined);
		expect(own.filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
	});
});

test('CI runs for each change, and everything that must pass', () => {
	const { on, jobs } = workflow('ci.yml');
	expect(Object.keys(on)).toEqual(
		expect.arrayContaining(['pull_request', 'push', 'workflow_call']),
	);
	expect(Object.values(jobs).flatMap(runs)).toEqual(
		expect.arrayContaining(['npm test', 'bash .ci/run']),
	);
});

test('a version is published with provenance, for a tag only, and after CI', () => {
	const { on, jobs } = workflow('publish.yml');
	expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	expect(jobs.check).toEqual({ uses: './.github/workflows/ci.yml' });
	expect(jobs.publish).toMatchObject({
		needs: 'check',
		permissions: { contents: 'read', 'id-token': 'write' },
	});
	const commands = runs(jobs.publish);
	expect(commands[0]).toContain('npm pkg get version');
	expect(commands[1]).toBe('npm ci --ignore-scripts');
	expect(commands[2]).toMatch(/^\s*npm run release$/m);
});

test("npm publish goes through n8n's own command only", () => {
	const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		scripts: Record<string, string>;
	};
	expect(scripts).toMatchObject({
		release: 'n8n-node release',
		prepublishOnly: 'n8n-node prerelease',
	});
});

test.each(['bug.yml', 'question.yml'])(
	'the form %s asks for versions, and for no secrets',
	(name) => {
		const form = read(`${FOLDER}ISSUE_TEMPLATE/${name}`) as IssueForm;
		expect(`${form.name}: ${form.description}`).toMatch(/^.{5,}: .{5,}$/);
		const ids = form.body.flatMap(({ id }) => id ?? []);
		expect(ids).toEqual(expect.arrayContaining(['n8n-version', 'package-version']));
		expect(new Set(ids).size).toBe(ids.length);
		const words = form.body.map(({ attributes }) => attributes.value ?? '').join('\n');
		expect(words).toMatch(/leave out API keys, tokens/i);
	},
);

test('the form for what does not work asks for the operation, the outcome and the message', () => {
	const form = read(`${FOLDER}ISSUE_TEMPLATE/bug.yml`) as IssueForm;
	const labels = form.body.map(({ attributes }) => attributes.label);
	expect(labels).toEqual(
		expect.arrayContaining(['Resource and operation, or event', 'Outcome and message']),
	);
});
