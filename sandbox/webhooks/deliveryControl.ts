import type { AdaInstance } from '../adaInstance';
import { ControlError, type AddRoute } from '../controlRoute';
import * as bodies from './controlBodies';
import { deliveriesPage } from './deliveriesPage';
import type { Message } from './delivery';
import { shownDelivery, type DeliveryOverview } from './shownDelivery';
import type { WebhookEndpoint } from './webhookEndpoint';

const mostOnPage = 500;

/** What was delivered, how deliveries misbehave, and what a person does in Ada's dashboard. */
export function deliveryControl({ webhooks, events }: AdaInstance, route: AddRoute): void {
	const { deliveries, endpoints } = webhooks;
	const { log } = deliveries;

	function counts(): DeliveryOverview['counts'] {
		const found = { pending: 0, delivered: 0, failed: 0, dropped: 0 };
		for (const { state } of log.all) found[state] += 1;
		return {
			messages: log.messageCount,
			deliveries: log.all.length,
			...found,
			inFlight: deliveries.inFlight,
		};
	}

	const overview = () => ({ idle: deliveries.idle, counts: counts() });

	/** Somewhere that a person may send to again. */
	function enabledEndpoint(id: string): WebhookEndpoint {
		const endpoint = endpoints.get(id);
		if (!endpoint) throw new ControlError(404, `There is no webhook ${id}.`);
		if (!endpoint.enabled) throw new ControlError(400, `The webhook ${id} is disabled.`);
		return endpoint;
	}

	/** Where a message went to, as far as it still can. */
	function receiversOf(message: Message): WebhookEndpoint[] {
		const receivers = log.ofMessage(message.id).map(({ endpoint }) => endpoint);
		return receivers.filter(({ id, enabled }) => enabled && endpoints.get(id));
	}

	route<{ Querystring: bodies.DeliveriesQuery }>({
		method: 'GET',
		path: '/deliveries',
		does: 'each message and endpoint, oldest first; ?endpoint=, ?type=, ?state=, ?last=n',
		schema: { querystring: bodies.deliveriesQuery },
		handler: ({ query }): DeliveryOverview => {
			const { endpoint, type, state, last } = query;
			const matching = log.all.filter(
				(one) =>
					(endpoint === undefined || one.endpoint.id === endpoint) &&
					(type === undefined || one.message.event.type === type) &&
					(state === undefined || one.state === state),
			);
			const shown = last === undefined ? matching : matching.slice(-Number(last));
			return { ...overview(), count: matching.length, deliveries: shown.map(shownDelivery) };
		},
	});
	route({
		method: 'DELETE',
		path: '/deliveries',
		does: 'clears the log, but for what is still waiting',
		handler: () => {
			log.forgetFinished();
			return overview();
		},
	});
	route({
		method: 'GET',
		path: '/deliveries.html',
		does: 'the same as a page, newest first, with buttons that send again',
		handler: (_request, reply) => {
			const newest = log.all.slice(-mostOnPage).reverse();
			return reply
				.type('text/html; charset=utf-8')
				.send(deliveriesPage(newest.map(shownDelivery), counts()));
		},
	});
	route({
		method: 'GET',
		path: '/deliveries/settings',
		does: 'how deliveries misbehave',
		handler: () => deliveries.settings,
	});
	route<{ Body: bodies.SettingsBody }>({
		method: 'PUT',
		path: '/deliveries/settings',
		does:
			'{duplicates: n copies of each, reorder: bool, lostAnswers: the next n or a share below 1, ' +
			'paused: bool, concurrency: n, seed: n} sets what is given',
		schema: { body: bodies.settingsBody },
		handler: ({ body }) => {
			deliveries.choose(body);
			return deliveries.settings;
		},
	});
	route<{ Params: { messageId: string }; Body: bodies.ResendBody }>({
		method: 'POST',
		path: '/deliveries/:messageId/resend',
		does: 'sends a message again, with its ID; {endpointId} to one endpoint, else to all it went to',
		schema: { body: bodies.resendBody },
		handler: ({ params, body }) => {
			const message = log.message(params.messageId);
			if (!message) throw new ControlError(404, `There is no message ${params.messageId}.`);
			const { endpointId } = body ?? {};
			const receivers =
				endpointId === undefined ? receiversOf(message) : [enabledEndpoint(endpointId)];
			for (const endpoint of receivers) deliveries.resend(message, endpoint);
			return { messageId: message.id, endpointIds: receivers.map(({ id }) => id) };
		},
	});
	route<{ Body: bodies.RecoverBody }>({
		method: 'POST',
		path: '/deliveries/recover',
		does: '{since: ISO time, endpointId} sends again what failed or was dropped since then',
		schema: { body: bodies.recoverBody },
		handler: ({ body }) => {
			const { since, endpointId } = body;
			const endpoint = endpointId === undefined ? undefined : enabledEndpoint(endpointId);
			const recovered = deliveries.recover(Date.parse(since), endpoint);
			return { messageIds: [...new Set(recovered.map(({ message }) => message.id))] };
		},
	});
	route<{ Body: bodies.EventBody }>({
		method: 'POST',
		path: '/events',
		does:
			'{type, data, channels, tags, count} emits any event; with {raw} that text is sent as it ' +
			'stands, and type only says which endpoints want it',
		schema: { body: bodies.eventBody },
		handler: ({ body }) => {
			const { type, data = {}, channels, tags, raw, count = 1 } = body;
			for (let emitted = 0; emitted < count; emitted += 1) {
				events.emit(type, data, { channels, tags, raw });
			}
			return { messageIds: log.lastMessages(count).map(({ id }) => id) };
		},
	});
}
