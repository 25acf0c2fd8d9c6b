import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute, limitRefusal } from '../documentedRoute';
import { AdaError, invalid, jsonPath } from '../errors';
import { checkIdInPath } from '../idInPath';
import { listAnswer, pageOf, pageSize } from '../pagination';
import { withMetadata } from '../smallMetadata';
import { unknownKeyFindings } from '../unknownKeys';
import { channelAnswer } from './channel';
import type { CapabilitiesBody, ChannelQuery, NewChannelBody } from './channelBody';
import { capabilitiesBody, channelQuery, newChannelBody } from './channelBody';
import { modalityFindings } from './modality';

/** The default and the most (Ada docs, channels). */
const defaultPageSize = 100;

/** The Channels API (Ada OpenAPI, /v2/channels/ and /v2/channels/{channel_id}). */
export function channelRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { channels, switches } = ada;

	function checkQuery({ type, modality }: ChannelQuery): void {
		const findings = modalityFindings(modality, 'query', switches);
		if (type === undefined && switches.get('channelTypeMissing') === 'refused') {
			const message = 'Missing data for required field.';
			findings.push({ parameter: jsonPath('type'), location: 'query', message });
		}
		if (findings.length > 0) throw invalid(findings, 'Invalid query.');
	}

	function list(request: FastifyRequest<{ Querystring: ChannelQuery }>): object {
		const { type, modality, cursor, limit } = request.query;
		checkQuery(request.query);
		const wanted = channels.all.filter(
			(channel) =>
				(type === undefined || channel.type === type) &&
				(modality === undefined || channel.modality === modality),
		);
		const { records, nextCursor } = pageOf(wanted, {
			idOf: ({ id }) => id,
			limit: pageSize(limit, { byDefault: defaultPageSize, switches }),
			cursor,
			switches,
		});
		const data = records.map((channel) => channelAnswer(channel, switches));
		const filters = { type, modality };
		return listAnswer({ data, nextCursor, limit, filters, request, switches });
	}

	/** Unique in the early access of 2025 (a known issue then): see switch duplicateChannelName. */
	function checkName(name: string): void {
		const answer = switches.get('duplicateChannelName');
		const taken = channels.all.some(
			(channel) => channel.type === 'custom' && channel.name === name,
		);
		if (!taken || answer === 'allowed') return;
		throw new AdaError(answer === 'conflict' ? 409 : 400, 'A channel with this name exists.');
	}

	documentedRoute<{ Querystring: ChannelQuery }>(app, ada, {
		method: 'GET',
		path: '/v2/channels/',
		family: 'default',
		schema: { querystring: channelQuery },
		handler: list,
	});

	documentedRoute<{ Body: NewChannelBody }>(app, ada, {
		method: 'POST',
		path: '/v2/channels/',
		family: 'default',
		schema: { body: newChannelBody },
		handler: ({ body }, reply) => {
			const { name, description, modality, capabilities, metadata: sent } = body;
			const known = Object.keys(newChannelBody.properties);
			const findings = [
				...unknownKeyFindings(body, known, switches),
				...modalityFindings(modality, 'body', switches),
			];
			if (findings.length > 0) throw invalid(findings, 'Invalid channel data.');
			const metadata = withMetadata(new Map(), sent);
			checkName(name);
			// Not documented; sandbox's choice: refused requests are none of the 100 a day.
			const refusal = limitRefusal(reply, { family: 'channelsMade' }, ada);
			if (refusal) throw refusal;
			const channel = channels.add({
				type: 'custom',
				name,
				description,
				modality,
				markdown: capabilities?.markdown ?? false,
				metadata,
			});
			return reply.status(201).send(channelAnswer(channel, switches));
		},
	});

	documentedRoute<{ Params: { id: string }; Body: CapabilitiesBody }>(app, ada, {
		method: 'PATCH',
		path: '/v2/channels/:id',
		family: 'default',
		schema: { body: capabilitiesBody },
		handler: ({ params, body }) => {
			checkIdInPath(params.id, 'channel_id', switches);
			const findings = unknownKeyFindings(body, ['capabilities'], switches);
			if (findings.length > 0) throw invalid(findings, 'Invalid channel data.');
			const channel = channels.get(params.id);
			if (!channel) throw new AdaError(404, 'Channel not found.');
			// Not documented; sandbox's choice: 400.
			if (channel.type === 'native') throw new AdaError(400, 'A native channel is read-only.');
			channel.markdown = body.capabilities.markdown ?? channel.markdown;
			return channelAnswer(channel, switches);
		},
	});
}
