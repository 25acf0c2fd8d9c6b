import 'reflect-metadata';

import { DataDeduplicationService } from 'n8n-core';
import type { ICheckProcessedOptions, IDataDeduplicator, IDeduplicationOutput } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** The row of one trigger, as n8n's database holds it. */
type Row = string[];

/**
 * n8n's table of processed data, which n8n-core leaves to n8n itself: a row for each node, read as a
 * whole, and written as a whole a while later, without a lock, so that writers between the two are
 * lost (n8n 2.41, deduplication-helper). The whole n8n that the end-to-end run starts has the real one.
 */
export class ProcessedData implements IDataDeduplicator {
	private readonly rows = new Map<string, Row>();

	/** How often the table was asked, by workflow. */
	private readonly calls = new Map<string, number>();

	/** How many asked at the same time, now and at most, by workflow. */
	private readonly asking = new Map<string, { now: number; most: number }>();

	/** Makes the table fail from now on, as a database that is not there. */
	isBroken = false;

	constructor(public latencyMs = 2) {}

	/** Puts the table where n8n-core looks for it. */
	async install(): Promise<this> {
		await DataDeduplicationService.init(this);
		return this;
	}

	/** As a new database. */
	clear(): void {
		this.rows.clear();
		this.calls.clear();
		this.asking.clear();
		this.isBroken = false;
	}

	callsFor(workflowId: string): number {
		return this.calls.get(workflowId) ?? 0;
	}

	mostAtOnce(workflowId: string): number {
		return this.asking.get(workflowId)?.most ?? 0;
	}

	entriesOf(workflowId: string): number {
		return this.rows.get(`${workflowId} n:trigger`)?.length ?? 0;
	}

	async checkProcessedAndRecord(
		items: unknown[],
		_scope: unknown,
		context: { workflow: { id: string }; node?: { id: string } },
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const { id } = context.workflow;
		const asking = this.asking.get(id) ?? { now: 0, most: 0 };
		this.asking.set(id, asking);
		this.calls.set(id, this.callsFor(id) + 1);
		asking.now++;
		asking.most = Math.max(asking.most, asking.now);
		try {
			return await this.record(items, context, options);
		} finally {
			asking.now--;
		}
	}

	private async record(
		items: unknown[],
		{ workflow, node }: { workflow: { id: string }; node?: { id: string } },
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		if (this.isBroken) throw new Error('The database is not there');
		const key = `${workflow.id} n:${node?.id}`;
		const stored = this.rows.get(key);
		await sleep(this.latencyMs);
		// The first row is inserted, and two inserts of the same key do not go together.
		if (!stored && this.rows.has(key)) throw new Error('UNIQUE constraint failed');
		const row = [...(stored ?? [])];
		// Made before the loop, as n8n does: doubles within one call are all new.
		const known = new Set(row);
		const result: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of items) {
			const hash = createHash('md5').update(String(item)).digest('base64');
			if (known.has(hash)) {
				result.processed.push(String(item));
			} else {
				result.new.push(String(item));
				row.push(hash);
			}
		}
		if (options.maxEntries) row.splice(0, Math.max(0, row.length - options.maxEntries));
		await sleep(this.latencyMs);
		this.rows.set(key, row);
		return result;
	}

	async checkProcessedItemsAndRecord(): Promise<never> {
		return await Promise.reject(new Error('The nodes do not use this'));
	}

	async removeProcessed(): Promise<never> {
		return await Promise.reject(new Error('The nodes do not use this'));
	}

	async clearAllProcessedItems(): Promise<never> {
		return await Promise.reject(new Error('The nodes do not use this'));
	}

	async getProcessedDataCount(): Promise<never> {
		return await Promise.reject(new Error('The nodes do not use this'));
	}
}
