import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AdaInstance } from '../adaInstance';
import { AdaError, invalid, jsonPath } from '../errors';
import { checkIdInPath } from '../idInPath';
import { listAnswer, pageSize } from '../pagination';
import { documentedRoute } from '../documentedRoute';
import type { EndUser } from './endUser';
import { answerOf, blankEndUser, shownExternalId } from './endUser';
import type { CreateBody, ListQuery, UpdateBody } from './endUserBody';
import { createBody, listQuery, updateBody } from './endUserBody';
import { externalIdFindings, spelled, writtenExternalId } from './externalId';
import { changeProfile } from './profileChange';
import { bodyFindings } from './profileRules';
import { changeSensitive, forgetExpired } from './sensitiveMetadata';

/** How long a POST leaves the door open to others, where the switch asks for a race. */
const raceMs = 25;

interface ById {
	Params: { id: string };
}

/** The End Users API (Ada OpenAPI, /v2/end-users/ and /v2/end-users/{end_user_id}). */
export function endUserRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { endUsers, switches, clock, events } = ada;

	function personAt(id: string): EndUser {
		checkIdInPath(id, 'end_user_id', switches);
		const person = endUsers.get(id);
		if (!person) throw new AdaError(404, 'End user not found.');
		forgetExpired(person, clock.now(), switches);
		return person;
	}

	function lookUp(sent: string): object {
		const externalId = spelled(sent, switches);
		const findings = externalIdFindings(externalId, 'query', switches);
		if (findings.length > 0) throw invalid(findings);
		const person = endUsers.find(externalId);
		if (!person) throw new AdaError(404, 'No end user has this external ID.');
		return answerOf(person, switches);
	}

	function list(request: FastifyRequest<{ Querystring: ListQuery }>): object {
		const { cursor, limit } = request.query;
		if (cursor !== undefined && !/^[0-9a-f]{24}$/.test(cursor)) {
			const at = { parameter: jsonPath('cursor'), location: 'query' as const };
			throw invalid([{ ...at, message: 'Not a valid cursor.' }], 'Invalid query.');
		}
		const { people, nextCursor } = endUsers.page({
			limit: pageSize(limit, { byDefault: Number(switches.get('listDefaultLimit')), switches }),
			cursor,
			order: switches.get('listOrder'),
			cursorIs: switches.get('listCursor'),
		});
		const data = people.map((person) => answerOf(person, switches));
		return listAnswer({ data, nextCursor, limit, request, switches });
	}

	function tellOfUpdate(person: EndUser): void {
		events.ofEndUser('v1.end_user.updated', person.id, answerOf(person, switches));
	}

	/** Applies what the switches say to somebody who has the external ID already. */
	function existing(person: EndUser, body: CreateBody): object {
		const { profile = {} } = body;
		const now = clock.now();
		if (switches.get('knownExternalIdProfile') === 'applied') {
			if (changeProfile(person, profile, switches)) {
				person.updatedAtMs = now;
				tellOfUpdate(person);
			}
		}
		if (switches.get('knownExternalIdSensitive') === 'applied') {
			changeSensitive(person, profile.sensitive_metadata, now, switches);
		}
		return answerOf(person, switches);
	}

	/** Whether a PATCH fires v1.end_user.updated: documented for changes of the profile only. */
	function isTold(change: { profileChanged: boolean; changed: boolean; sensitive: boolean }) {
		if (change.profileChanged) return true;
		if (change.changed) return switches.get('updatedByExternalId') === 'fires';
		if (change.sensitive) return switches.get('updatedBySensitive') === 'fires';
		return switches.get('updatedByNothing') === 'fires';
	}

	documentedRoute<{ Body: CreateBody }>(app, ada, {
		method: 'POST',
		path: '/v2/end-users/',
		family: 'endUserCollection',
		schema: { body: createBody },
		handler: async (request, reply) => {
			const { body } = request;
			const written = writtenExternalId(body.external_id, switches);
			const findings = [...written.findings, ...bodyFindings(body, undefined, switches)];
			if (findings.length > 0) throw invalid(findings);
			const externalId = written.externalId ?? null;

			const { profile = {} } = body;
			const newcomer = blankEndUser();
			changeProfile(newcomer, profile, switches);

			const known = externalId === null ? undefined : endUsers.find(externalId);
			if (known) return existing(known, body);

			const race = switches.get('simultaneousCreate');
			if (externalId !== null && race !== 'oneExisting') {
				await sleep(raceMs);
				if (race === 'conflict' && endUsers.find(externalId)) {
					throw new AdaError(409, 'An end user with this external ID exists.');
				}
			}
			const person = endUsers.add(newcomer, externalId);
			changeSensitive(person, profile.sensitive_metadata, clock.now(), switches);
			const answer = answerOf(person, switches);
			person.isUntold = switches.get('createdEvent') === 'notAtOnce';
			if (!person.isUntold) events.ofEndUser('v1.end_user.created', person.id, answer);
			return reply.status(201).send(answer);
		},
	});

	documentedRoute<{ Querystring: ListQuery }>(app, ada, {
		method: 'GET',
		path: '/v2/end-users/',
		family: 'endUserCollection',
		schema: { querystring: listQuery },
		handler: (request) => {
			const { external_id: externalId, cursor, limit } = request.query;
			if (externalId === undefined) return list(request);
			const paged = cursor !== undefined || limit !== undefined;
			if (paged && switches.get('lookUpWithPaging') === 'refused') {
				const at = { parameter: jsonPath('external_id'), location: 'query' as const };
				const message = 'external_id cannot be used together with limit or cursor.';
				throw invalid([{ ...at, message }], 'Invalid query.');
			}
			return lookUp(externalId);
		},
	});

	documentedRoute<ById>(app, ada, {
		method: 'GET',
		path: '/v2/end-users/:id',
		family: 'endUserById',
		handler: (request) => answerOf(personAt(request.params.id), switches),
	});

	documentedRoute<ById & { Body: UpdateBody }>(app, ada, {
		method: 'PATCH',
		path: '/v2/end-users/:id',
		family: 'endUserById',
		schema: { body: updateBody },
		handler: (request) => {
			const { body, params } = request;
			const person = personAt(params.id);
			const now = clock.now();
			const native = person.channel === 'native' ? switches.get('externalIdOfNative') : 'stored';
			const written = writtenExternalId(body.external_id, switches);
			if (native === 'refused' && typeof written.externalId === 'string') {
				const at = { parameter: jsonPath('external_id'), location: 'body' as const };
				written.findings.push({ ...at, message: 'Only for custom channels.' });
			}
			const findings = [...written.findings, ...bodyFindings(body, person, switches)];
			if (findings.length > 0) throw invalid(findings);

			const externalId = native === 'ignored' ? undefined : written.externalId;
			if (typeof externalId === 'string') {
				const owner = endUsers.find(externalId);
				if (owner && owner !== person) {
					throw new AdaError(409, 'Another end user has this external ID.');
				}
			}
			const before = shownExternalId(person, switches);
			const profileChanged = changeProfile(person, body.profile, switches);
			if (externalId !== undefined) endUsers.assignExternalId(person, externalId);
			const changed = profileChanged || before !== shownExternalId(person, switches);
			changeSensitive(person, body.profile.sensitive_metadata, now, switches);
			// Not documented; sandbox's choice: a PATCH that changes nothing does not touch the time.
			if (changed) person.updatedAtMs = now;
			const sensitive = body.profile.sensitive_metadata?.fields ?? {};
			if (isTold({ profileChanged, changed, sensitive: Object.keys(sensitive).length > 0 })) {
				tellOfUpdate(person);
			}
			return answerOf(person, switches);
		},
	});
}
