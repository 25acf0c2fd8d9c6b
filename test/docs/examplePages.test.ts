import { readWorkflow, workflowFiles } from '../workflows/workflowFile';
import { pageAt, pages } from './pages';

const PARTS = [
	'What it does',
	'What it needs',
	'Setting it up',
	'What comes out',
	'What to change for yourself',
	'Likely mistakes',
];

/** What n8n itself shows. */
const N8N_WORDS = [
	'Execute workflow',
	'Executions',
	'Import from File',
	'from When clicking ‘Execute workflow’',
];

const examples = workflowFiles.map((file) => {
	const name = file.replace(/\.json$/, '');
	return { file, name, path: `docs/examples/${name}.md` };
});

test('every page of an example is that of a workflow', () => {
	const paths = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/examples/'));
	expect(paths).toEqual(examples.map(({ path }) => path));
});

describe.each(examples)('$path', ({ file, name, path }) => {
	test('has its title, its parts, its picture, and the file to import', () => {
		const { sections, images, links } = pageAt(path);
		expect(sections.map(({ title }) => title).slice(0, 7)).toEqual([
			readWorkflow(file).name,
			...PARTS,
		]);
		expect(images.map(({ target }) => target)).toEqual([`../images/examples/${name}.png`]);
		expect(links.map(({ target }) => target)).toContain(`../../workflows/${file}`);
	});

	test('is in the table of the README, beside the file', () => {
		const { links, code } = pageAt('README.md');
		expect(links.map(({ target }) => target)).toContain(path);
		expect(code).toContain(`workflows/${file}`);
	});

	test('tells of every Ada node, and of no node that there is not', () => {
		const { nodes } = readWorkflow(file);
		const names = nodes.map((node) => node.name);
		const adaNodes = nodes.filter(({ type }) => type.startsWith('n8n-nodes-ada-cx.'));
		const { sections } = pageAt(path);

		const told = sections.flatMap(({ labels }) => labels);
		expect(adaNodes.map((node) => node.name).filter((name) => !told.includes(name))).toEqual([]);
		// A sentence in bold is no name.
		const bold = sections.flatMap((section) => section.bold).filter((one) => !/[.:]$/.test(one));
		expect(bold.filter((one) => !names.includes(one) && !N8N_WORDS.includes(one))).toEqual([]);
	});
});
