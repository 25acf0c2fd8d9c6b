import { join } from 'node:path';
import { putContactsFor } from './demo/contactsFile.mjs';
import { differences } from './demo/differences.mjs';
import { peopleBefore } from './demo/expected.mjs';
import { printRows } from './demo/printRows.mjs';
import { syncContacts, workflow } from './demo/syncContacts.mjs';
import { installN8n, installTools } from './installMissing.mjs';
import { N8n } from './n8nRest.mjs';
import { startN8n } from './n8nServer.mjs';
import { requireToBeTheOnlyOne } from './onlyOne.mjs';
import { ownerWithOwnPassword, trialOwner } from './owner.mjs';
import { buildAndPack, installIntoN8n } from './packAndInstall.mjs';
import { local } from './places.mjs';
import { requireFreePort } from './ports.mjs';
import { Problem, report } from './problem.mjs';
import { stopEverything } from './processes.mjs';
import { realAda } from './realAda.mjs';
import { SandboxControl } from './sandboxControl.mjs';
import { startSandbox } from './sandboxServer.mjs';
import { startOptions } from './startOptions.mjs';
import { onStop } from './stopSignals.mjs';

const sandboxKey = 'key-of-the-sandbox';
const started = Date.now();
let state = 'starting';

/** `npm start`: everything that it takes to see the nodes at work on this machine. */
export async function localTrial(args) {
	onStop(stop);
	try {
		const options = startOptions(args, process.env);
		if (options.help) {
			console.log(options.help);
			return;
		}
		const real = realAda(process.env);
		requireToBeTheOnlyOne();
		await (real ? tryOnRealAda(real, options) : tryOnSandbox(options));
	} catch (error) {
		if (state === 'stopping') return;
		report(error);
		await stopEverything();
		process.exit(1);
	}
}

async function tryOnSandbox({ once, port, sandboxPort }) {
	await requireFreePort(port, { whose: 'n8n', option: '--port' });
	await requireFreePort(sandboxPort, { whose: 'the sandbox', option: '--sandbox-port' });
	const userFolder = join(local, 'n8n');
	await prepare(userFolder);

	console.log('Starting the sandbox and n8n …');
	const [sandbox, [server, n8n]] = await Promise.all([
		startSandboxWithPeople(sandboxPort),
		startN8nFor(userFolder, port, trialOwner),
	]);
	const stored = await putExample(n8n, {
		addressBy: 'baseUrl',
		baseUrl: sandbox.baseUrl,
		apiKey: sandboxKey,
		// Nobody else uses this sandbox.
		limitShare: 100,
	});

	console.log(`Running "${workflow.name}" …`);
	const { executionId, rows } = await syncContacts(n8n, stored);
	printRows(rows);
	const wrong = differences(
		rows,
		await sandbox.control.endUsers(),
		await sandbox.control.requests(),
	);
	printVerdict(wrong);
	if (once) {
		await stopEverything();
		process.exit(wrong.length === 0 ? 0 : 1);
	}
	console.log(`
n8n       ${server.baseUrl}   sign in as ${trialOwner.email} with ${trialOwner.password}
Workflow  ${server.baseUrl}/workflow/${stored.id}   (put back at each start: copy it to keep changes)
This run  ${server.baseUrl}/workflow/${stored.id}/executions/${executionId}
Sandbox   ${sandbox.baseUrl}   API key ${sandboxKey}
          who is in it: ${sandbox.baseUrl}/sandbox/end-users
          what it was asked: ${sandbox.baseUrl}/sandbox/requests`);
	await keepRunning([server, sandbox]);
}

async function tryOnRealAda(data, { once, port }) {
	if (once) {
		throw new Problem(
			'--once runs the example, which would write to the Ada that ADA_HANDLE names. Unset' +
				' ADA_HANDLE and ADA_API_KEY to run it on the sandbox, or leave --once out.',
		);
	}
	await requireFreePort(port, { whose: 'n8n', option: '--port' });
	// Apart from the trial on the sandbox, whose owner's password is known to everybody.
	const userFolder = join(local, 'n8n-real-ada');
	const owner = ownerWithOwnPassword(userFolder);
	await prepare(userFolder);
	console.log('Starting n8n …');
	const [server, n8n] = await startN8nFor(userFolder, port, owner);
	const stored = await putExample(n8n, data);
	console.log(`
n8n is set up for the Ada of ${data.handle}. Nothing was run: the example would write to it.

n8n       ${server.baseUrl}   sign in as ${owner.email} with ${owner.password}
Workflow  ${server.baseUrl}/workflow/${stored.id}   (put back at each start: copy it to keep changes)
          It would create and change the invented people of workflows/contacts.csv in your Ada.
          Look at it first, and give it a file of your own.
API key   ${server.baseUrl}/home/credentials   open "Ada account" to see n8n test it
          It is kept there, encrypted, until you delete ${userFolder}`);
	await keepRunning([server]);
}

async function prepare(userFolder) {
	const [packed] = await Promise.all([installTools().then(buildAndPack), installN8n()]);
	await installIntoN8n(packed, userFolder);
	putContactsFor(userFolder);
}

async function startSandboxWithPeople(port) {
	const sandbox = await startSandbox({ port, apiKey: sandboxKey });
	const control = new SandboxControl(sandbox.baseUrl);
	await control.addEndUsers(peopleBefore);
	return { ...sandbox, control };
}

async function startN8nFor(userFolder, port, owner) {
	const server = await startN8n({ userFolder, port });
	try {
		return [server, await N8n.signedIn(server.baseUrl, owner)];
	} catch (error) {
		if (error.status !== 401) throw error;
		throw new Problem(
			`n8n does not let ${owner.email} in with the password of this trial: it was changed in n8n.` +
				` Delete ${userFolder} to start with a new n8n.`,
		);
	}
}

async function putExample(n8n, data) {
	const type = 'adaCxApi';
	// The name that n8n suggests, and that the workflow's file names.
	const credential = await n8n.putCredential({ name: 'Ada account', type, data });
	return await n8n.putWorkflow(workflow, { [type]: credential });
}

function printVerdict(wrong) {
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	if (wrong.length === 0) {
		console.log(`\nChecked row by row, and in the sandbox: all as it should be (${seconds} s).`);
		return;
	}
	console.error(`\nNot as it should be (${seconds} s):`);
	for (const sentence of wrong) console.error(`  ${sentence}`);
}

async function keepRunning(servers) {
	state = 'running';
	console.log('\nCtrl-C stops everything.');
	const { name, logFile } = await Promise.race(
		servers.map((server) => server.exited.then(() => server)),
	);
	if (state !== 'stopping') {
		throw new Problem(`${name} has ended by itself. Its output is in ${logFile}`);
	}
}

async function stop(exitCode) {
	// Whoever asks twice does not want to wait; what still runs is killed on exit.
	if (state === 'stopping') process.exit(exitCode);
	const wanted = state === 'running' ? 0 : exitCode;
	state = 'stopping';
	console.log('\nStopping …');
	await stopEverything();
	process.exit(wanted);
}
