import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { root } from '../../scripts/places.mjs';
import { report } from '../../scripts/problem.mjs';
import { Browser } from '../stage/browser.mjs';
import { putExample } from '../stage/exampleWorkflow.mjs';
import { Stage } from '../stage/stage.mjs';
import { credentialScene, scenes } from './scenes.mjs';

const folder = join(root, 'docs/images');

/** Two sizes, so that pictures taken again look like those before. */
const windows = {
	forms: { width: 1440, height: 1160, scale: 1.25 },
	workflows: { width: 1920, height: 1200, scale: 1.25 },
};

/** What hangs over the page, and has nothing to do with what is shown. */
const outOfTheWay = `
	.el-notification, [data-test-id=canvas-controls], [data-test-id=canvas-background],
	[data-test-id=canvas-node-toolbar], [data-test-id=floating-nodes],
	[class*=executionButtons],
	[data-test-id=node-creator-plus-button], [data-test-id=command-bar-button],
	[data-test-id=add-sticky-button], [data-test-id=toggle-focus-panel-button],
	[data-test-id=node-feature-request] { display: none !important; }
`;

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

try {
	const stage = await Stage.open('pictures');
	await inWindow(stage, windows.forms, async (browser) => {
		if (isWanted('credential')) await keep(browser, 'credential', await credentialScene(browser));
		// From here on there is one of the name that n8n suggests.
		stage.credential = await stage.n8n.putCredential({
			name: 'Ada account',
			type: 'adaCxApi',
			data: stage.ada.credentialData,
		});
		for (const [name, set] of Object.entries(scenes).filter(([one]) => isWanted(one))) {
			await keep(browser, name, await set(browser, stage));
		}
	});
	await inWindow(stage, windows.workflows, async (browser) => {
		const files = readdirSync(join(root, 'workflows')).filter((file) => file.endsWith('.json'));
		for (const file of files) {
			const name = `examples/${file.replace('.json', '')}`;
			if (!isWanted(name)) continue;
			const { editor } = browser;
			await editor.open(await putExample(stage, file));
			await editor.fit();
			await keep(browser, name, await editor.extent());
		}
	});
	await stage.close();
} catch (error) {
	report(error);
	process.exitCode = 1;
}
process.exit();

async function inWindow(stage, window, take) {
	const browser = await Browser.open(stage, window);
	await take(browser);
	await browser.close();
}

/** @param {import('playwright-core').Locator | { x: number, y: number, width: number, height: number }} what */
async function keep({ page }, name, what) {
	await page.mouse.move(0, 0);
	await page.evaluate(() => document.activeElement?.blur());
	await page.addStyleTag({ content: outOfTheWay });
	const options = { animations: 'disabled' };
	const picture = await ('boundingBox' in what
		? what.screenshot(options)
		: page.screenshot({ ...options, clip: what }));
	const file = join(folder, `${name}.png`);
	mkdirSync(dirname(file), { recursive: true });
	await sharp(picture).png({ palette: true, effort: 10, dither: 0 }).toFile(file);
	console.log(`${relative(root, file)}  ${Math.round(statSync(file).size / 1024)} KB`);
}
