import type { Clock } from '../clock';
import { SigningSecrets } from './signingSecrets';
import { SvixIds } from './svixId';
import type { EndpointSettings, WebhookEndpoint } from './webhookEndpoint';

/** How many an agent may have is not documented; sandbox's choice. */
export const mostEndpoints = 50;

/** The endpoints of the one agent, in the order of their creation. */
export class EndpointStore {
	private byId = new Map<string, WebhookEndpoint>();

	private readonly ids = new SvixIds('ep');

	constructor(private readonly clock: Clock) {}

	get all(): WebhookEndpoint[] {
		return [...this.byId.values()];
	}

	get full(): boolean {
		return this.byId.size >= mostEndpoints;
	}

	get(id: string): WebhookEndpoint | undefined {
		return this.byId.get(id);
	}

	add(settings: EndpointSettings): WebhookEndpoint {
		const now = this.clock.now();
		const endpoint = {
			...settings,
			id: this.ids.next(now),
			secrets: new SigningSecrets(),
			createdAtMs: now,
			updatedAtMs: now,
			failingSinceMs: null,
		};
		this.byId.set(endpoint.id, endpoint);
		return endpoint;
	}

	remove(endpoint: WebhookEndpoint): void {
		this.byId.delete(endpoint.id);
	}

	clear(): void {
		this.byId = new Map();
	}

	/**
	 * One page, oldest first (Ada documents no order), and the cursor of the next one, if any.
	 * @param page.cursorIs whether the page begins with the endpoint that the cursor names, or after
	 */
	page(page: { limit: number; cursor: string | undefined; cursorIs: 'inclusive' | 'exclusive' }): {
		endpoints: WebhookEndpoint[];
		nextCursor: string | undefined;
	} {
		const { limit, cursor = '', cursorIs } = page;
		const from = this.all.filter(({ id }) =>
			cursorIs === 'inclusive' ? id >= cursor : id > cursor,
		);
		const endpoints = from.slice(0, limit);
		const named = cursorIs === 'inclusive' ? from.at(limit) : endpoints.at(-1);
		return { endpoints, nextCursor: from.length > limit ? named?.id : undefined };
	}
}
