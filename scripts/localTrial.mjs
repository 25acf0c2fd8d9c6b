import { join } from 'node:path';
import { AdaApi } from './adaApi.mjs';
import { putContactsFor } from './demo/contactsFile.mjs';
import { ExampleTrials } from './demo/exampleTrials.mjs';
import { peopleBefore } from './demo/expected.mjs';
import { Receiver } from './receiver.mjs';
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
		requireToBeTheOnlyOne('npm start');
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
	const receiver = await Receiver.start();
	const data = {
		addressBy: 'baseUrl',
		baseUrl: sandbox.baseUrl,
		apiKey: sandboxKey,
		// Nobody else uses this sandbox.
		limitShare: 100,
	};
	const credential = await putCredential(n8n, data);
	const trials = await ExampleTrials.put(n8n, credential, { receiver });
	const { control } = sandbox;
	const ada = new AdaApi(sandbox.baseUrl, sandboxKey);
	const { executionId, wrong } = await trials.tryMain(control);
	console.log('\nThe other examples, at the pace that Ada allows (100 look-ups a minute):');
	wrong.push(...(await trials.tryOthers({ control, ada, receiver })));
	if (once) wrong.push(...(await trials.unpublish(control)));
	printVerdict(wrong);
	if (once) {
		await stopEverything();
		process.exit(wrong.length === 0 ? 0 : 1);
	}
	receiver.onReceived((message) => console.log(`Forwarded  ${JSON.stringify(message)}`));
	console.log(`
n8n        ${server.baseUrl}   sign in as ${trialOwner.email} with ${trialOwner.password}
Workflows  ${addresses(server, trials.workflows)}
The job    ${server.baseUrl}/workflow/${trials.main.id}/executions/${executionId}
Sandbox    ${sandbox.baseUrl}   API key ${sandboxKey}
           who is in it: ${sandbox.baseUrl}/sandbox/end-users
           what it was asked: ${sandbox.baseUrl}/sandbox/requests
           what it told its webhooks: ${sandbox.baseUrl}/sandbox/deliveries.html
${howToMakeEvents(sandbox, n8n, trials.startedByAda)}`);
	await keepRunning([server, sandbox]);
}

async function tryOnRealAda(data, { once, port }) {
	if (once) {
		throw new Problem(
			'--once runs the examples, which would write to the Ada that ADA_HANDLE (or ADA_BASE_URL)' +
				' names. Unset it and ADA_API_KEY to run them on the sandbox, or leave --once out.',
		);
	}
	await requireFreePort(port, { whose: 'n8n', option: '--port' });
	// Apart from the trial on the sandbox, whose owner's password is known to everybody.
	const userFolder = join(local, 'n8n-real-ada');
	const owner = ownerWithOwnPassword(userFolder);
	await prepare(userFolder);
	console.log('Starting n8n …');
	const [server, n8n] = await startN8nFor(userFolder, port, owner);
	const trials = await ExampleTrials.put(n8n, await putCredential(n8n, data));
	console.log(`
n8n is set up for the Ada of ${data.handle ?? data.baseUrl}. Nothing was run: the examples would write to it.

n8n        ${server.baseUrl}   sign in as ${owner.email} with ${owner.password}
Workflows  ${addresses(server, trials.workflows)}
           The first would create and change the invented people of workflows/contacts.csv in
           your Ada. Look at each one first, and give it data of your own.
API key    ${server.baseUrl}/home/credentials   open "Ada account" to see n8n test it
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

async function putCredential(n8n, data) {
	// The name that n8n suggests, and that the workflows' files name.
	return await n8n.putCredential({ name: 'Ada account', type: 'adaCxApi', data });
}

function howToMakeEvents({ baseUrl }, n8n, startedByAda) {
	const names = startedByAda.map(({ name }) => `"${name}"`);
	const listed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
	const content = { type: 'text', body: 'Hello from the agent' };
	const message = { conversation_id: 'try-1', author: { role: 'ai_agent' }, content };
	const curl = (url, body, headers = '') =>
		`curl ${url} ${headers}-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
	const text = { from: '+14165550182', text: 'Where is my parcel?' };
	return `Events     ${listed} are published: Ada starts them.
           Let a person appear, here or with the node Ada End User, and look at the executions:
           ${curl(
							`${baseUrl}/api/v2/end-users/`,
							{ profile: { email: 'jonas@example.net' } },
							`-H 'Authorization: Bearer ${sandboxKey}' `,
						)}
           Let the agent say something, and see it forwarded below:
           ${curl(`${baseUrl}/sandbox/events`, { type: 'v1.conversation.message', data: message })}
           Write to the agent by text message, and see what goes out to the phone below:
           ${curl(n8n.webhookUrl('text-messages'), text)}
           The sandbox forgets its webhooks when it stops: workflows of your own with the trigger
           must be unpublished and published again at the next start`;
}

function addresses(server, workflows) {
	return [
		'put back at each start: copy them to keep changes',
		...workflows.map(({ id, name }) => `${server.baseUrl}/workflow/${id}   ${name}`),
	].join('\n           ');
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
