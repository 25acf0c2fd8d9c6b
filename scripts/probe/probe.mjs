import { writeFileSync } from 'node:fs';
import { Problem } from '../problem.mjs';
import { NotAnswered, rowOf, unclear } from './findings.mjs';
import { PacedAda, Stopped } from './pacedAda.mjs';
import { groups, groupsAfterCleaning } from './questions/index.mjs';
import { sandboxCommand, tableOf } from './table.mjs';
import { ThrowAways } from './throwAways.mjs';

const wrongAddress = 'Check ADA_HANDLE and ADA_CLUSTER, or ADA_BASE_URL.';

/** One run of the probe on an agent. */
export class Probe {
	#host;
	#hidden;
	#options;
	#print;
	#ada;
	#throwAways;
	#rows = [];

	constructor(agent, options, print) {
		this.#host = new URL(agent.apiUrl).host;
		this.#hidden = agent.hidden;
		this.#options = options;
		this.#print = print;
		this.#ada = new PacedAda(agent, (line) => options.verbose && print(`  ${line}`));
		this.#throwAways = new ThrowAways(this.#ada);
	}

	/** Lets `run` ask nothing more, clean up and end. */
	stop() {
		this.#print('\nStopping …');
		this.#ada.stop();
	}

	/**
	 * Asks everything, cleans up, and prints what was found. Throws a Problem where nothing can be
	 * asked at all.
	 */
	async run() {
		await this.#requireAda();
		let wasStopped;
		let remains;
		try {
			wasStopped = await this.#ask(groups);
		} finally {
			this.#ada.goOn();
			remains = await this.#cleanUp();
		}
		wasStopped ||= await this.#ask(groupsAfterCleaning);
		if (!wasStopped) this.#tell(remains);
	}

	async #requireAda() {
		const where = this.#host;
		let answer;
		try {
			answer = await this.#ada.ask('GET', '/v2/webhooks/event-types/');
		} catch (error) {
			if (!(error instanceof NotAnswered)) throw error;
			throw new Problem(`${where} cannot be reached: ${error.message}. ${wrongAddress}`);
		}
		const { status, body, said } = answer;
		if (status === 401) {
			throw new Problem(
				`Ada refused the API key (401: ${said}). ADA_API_KEY may be mistyped, deleted, of another` +
					' agent, or a legacy key.',
			);
		}
		if (body === undefined || (status === 200 && !Array.isArray(body.data))) {
			throw new Problem(
				`Something other than Ada's API answered at ${where} (status ${status}). ${wrongAddress}`,
			);
		}
		// A key without permission is an answer to one of the questions.
		if (status !== 200 && status !== 403) {
			throw new Problem(
				`Ada's API cannot be asked at ${where} (${status}: ${said}). ${wrongAddress}`,
			);
		}
	}

	/** Asks group by group; resolves to whether the user stopped it. */
	async #ask(wanted) {
		try {
			for (const group of wanted) await this.#askGroup(group);
			return false;
		} catch (error) {
			if (error instanceof Stopped) return true;
			throw error;
		}
	}

	async #askGroup(group) {
		const questions = Object.entries(group.questions);
		for (const [, { number, asks }] of questions) this.#print(`Question ${number}: ${asks}`);
		const outcomes = await this.#outcomesOf(group);
		for (const [id, question] of questions) {
			const outcome = outcomes[id] ?? unclear(outcomes.unclear);
			this.#rows.push(rowOf(id, question, outcome));
		}
	}

	async #outcomesOf(group) {
		const context = {
			ada: this.#ada,
			throwAways: this.#throwAways,
			options: this.#options,
			print: this.#print,
		};
		try {
			return await group.find(context);
		} catch (error) {
			if (error instanceof NotAnswered) return unclear(error.message);
			throw error;
		}
	}

	async #cleanUp() {
		this.#print('Cleaning up …');
		const { people, endpoints, left } = await this.#throwAways.cleanUp();
		const lines = [
			`End users made: ${people}, all without an external ID now. Ada deletes them after 24 hours.`,
			`Webhook endpoints made and deleted: ${endpoints}.`,
		];
		const words = left.length > 0 ? ['Not cleaned up:', ...left] : lines;
		this.#print(words.map((line) => `  ${line}`).join('\n'));
		return { endUsersUntilDeletedByAda: people, notCleanedUp: left };
	}

	#tell(remains) {
		const rows = this.#rows.sort((one, other) => one.question - other.question);
		const width = Math.max(100, Math.min(process.stdout.columns ?? 160, 200));
		const sandbox = sandboxCommand(rows);
		this.#print(`\n${tableOf(rows, width)}`);
		this.#print('\n* not as assumed. The numbers are those of docs/probe.md.');
		this.#print(`\nA sandbox that does as this agent, as far as it was found out:\n${sandbox}`);
		if (!this.#options.json) return;
		const report = {
			agent: this.#host,
			at: new Date().toISOString(),
			requests: this.#ada.requests,
			rows,
			sandbox,
			...remains,
		};
		const text = `${JSON.stringify(report, null, '\t')}\n`;
		writeFileSync(this.#options.json, this.#hidden(text));
		this.#print(`\nWritten to ${this.#options.json}`);
	}
}
