import type { FastifyError, FastifyInstance, RouteGenericInterface } from 'fastify';

import type { AdaInstance } from './adaInstance';
import { channelControlRoutes } from './channels/channelControl';
import { controlRefusal } from './controlRefusal';
import * as bodies from './controlRequests';
import { ControlError, type AddRoute, type ControlRoute } from './controlRoute';
import { agentControlRoutes } from './conversations/agentControl';
import { conversationControlRoutes } from './conversations/conversationControl';
import { blankEndUser, type EndUser } from './endUsers/endUser';
import { changeProfile } from './endUsers/profileChange';
import { changeSensitive, forgetExpired } from './endUsers/sensitiveMetadata';
import { jobAnswer } from './erasure/erasureJob';
import { faultSchema, type Fault } from './faults';
import { latencyBody, type LatencySettings } from './latency';
import type { Limit, LimitFamily } from './rateLimits';
import { UnknownSwitch } from './switches';
import { timestamp } from './timestamp';
import { deliveryControl } from './webhooks/deliveryControl';
import { endpointControl } from './webhooks/endpointControl';

const largestSeedBytes = 512 * 1024 * 1024;

/**
 * The tests' and the demo's hand on the sandbox, to be registered under /sandbox. It asks for no
 * key and shows everything, sensitive values too: it is for a machine of one's own only.
 */
export function controlApi(ada: AdaInstance) {
	return (app: FastifyInstance, _options: object, done: () => void): void => {
		const index: Record<string, string> = {};

		function route<Route extends RouteGenericInterface>(control: ControlRoute<Route>): void {
			const { method, path, does, schema = {}, handler } = control;
			index[`${method} /sandbox${path}`] = does;
			const forms = path === '/' ? ['/'] : [path, `${path}/`];
			for (const url of forms) {
				app.route<Route>({
					method,
					url,
					schema,
					handler,
				});
			}
		}

		// Whatever the content type says: `curl -d` and axios without data call it a form.
		app.removeAllContentTypeParsers();
		app.addContentTypeParser<string>(
			'*',
			{ parseAs: 'string', bodyLimit: largestSeedBytes },
			(_request, text, parsed) => {
				try {
					parsed(null, text === '' ? undefined : JSON.parse(text));
				} catch {
					parsed(new ControlError(400, 'The body is not valid JSON.'));
				}
			},
		);

		app.setErrorHandler<FastifyError>((error, _request, reply) => {
			const finding = error.validation?.at(0);
			if (finding) {
				const message = controlRefusal(finding, error.validationContext);
				return reply.status(400).send({ message });
			}
			const refused = error instanceof UnknownSwitch || error instanceof RangeError;
			const ownStatus = error instanceof ControlError ? error.status : error.statusCode;
			return reply.status(refused ? 400 : (ownStatus ?? 500)).send({ message: error.message });
		});

		app.setNotFoundHandler((request) => {
			const known = Object.keys(index).join('; ');
			throw new ControlError(404, `There is no ${request.method} ${request.url}. Known: ${known}.`);
		});

		route({
			method: 'GET',
			path: '/',
			does: 'this list',
			handler: () => ({ sandbox: 'a local stand-in for Ada’s API', control: index }),
		});

		route({
			method: 'POST',
			path: '/reset',
			does: 'back to the start: no data, faults or log; clock, switches, limits, latency as started',
			handler: () => {
				ada.reset();
				return { reset: true };
			},
		});

		clockRoutes(ada, route);
		switchAndLimitRoutes(ada, route);
		faultRoutes(ada, route);
		latencyRoutes(ada, route);
		requestRoutes(ada, route);
		eventRoutes(ada, route);
		endUserRoutes(ada, route);
		erasureRoutes(ada, route);
		variableRoutes(ada, route);
		channelControlRoutes(ada, route);
		conversationControlRoutes(ada, route);
		agentControlRoutes(ada, route);
		endpointControl(ada, route);
		deliveryControl(ada, route);
		done();
	};
}

function clockRoutes({ clock }: AdaInstance, route: AddRoute): void {
	const shown = () => ({
		now: new Date(clock.now()).toISOString(),
		nowMs: clock.now(),
		frozen: clock.frozen,
	});
	route({ method: 'GET', path: '/clock', does: 'the sandbox’s time', handler: shown });
	route<{ Body: bodies.ClockBody }>({
		method: 'POST',
		path: '/clock',
		does: '{advanceMs: n} or {advanceTo: ISO time} moves it forward; {frozen: true|false}',
		schema: { body: bodies.clockBody },
		handler: ({ body }) => {
			const { advanceMs, advanceTo, frozen } = body;
			const target = advanceTo === undefined ? undefined : Date.parse(advanceTo);
			if (target !== undefined && target < clock.now()) {
				throw new ControlError(400, `body.advanceTo must not be before ${shown().now}.`);
			}
			if (frozen === true && !clock.frozen) clock.freeze();
			if (advanceMs !== undefined) clock.advance(advanceMs);
			if (target !== undefined) clock.advance(Math.max(0, target - clock.now()));
			if (frozen === false) clock.run();
			return shown();
		},
	});
}

function switchAndLimitRoutes({ switches, limits }: AdaInstance, route: AddRoute): void {
	route({
		method: 'GET',
		path: '/switches',
		does: 'what Ada’s documents leave open, and how the sandbox answers it',
		handler: () => switches.describe(),
	});
	route<{ Body: bodies.SwitchesBody }>({
		method: 'PATCH',
		path: '/switches',
		does: '{name: value, …} sets switches',
		schema: { body: bodies.switchesBody },
		handler: ({ body }) => {
			switches.set(body);
			return switches.describe();
		},
	});
	route({
		method: 'GET',
		path: '/limits',
		does: 'the rate limits by family; null is no limit',
		handler: () => limits.current,
	});
	route<{ Body: bodies.LimitsBody }>({
		method: 'PATCH',
		path: '/limits',
		does: '{all: "published"|"off"} and/or {family: {perSecond, perMinute, perDay}}',
		schema: { body: bodies.limitsBody },
		handler: ({ body }) => {
			const { all, ...families } = body;
			if (all) limits.choose(all);
			limits.choose(families satisfies Partial<Record<LimitFamily, Limit>>);
			return limits.current;
		},
	});
}

function faultRoutes({ faults }: AdaInstance, route: AddRoute): void {
	const shown = () => ({ faults: faults.describe() });
	route({ method: 'GET', path: '/faults', does: 'faults that still wait', handler: shown });
	route<{ Body: Fault }>({
		method: 'POST',
		path: '/faults',
		does:
			'adds one: {kind: status|html|delay|cut|lostAnswer|echo, status, retryAfter, body, ms, ' +
			'times | share + seed, skip, method, pathPrefix}',
		schema: { body: faultSchema },
		handler: ({ body }) => {
			faults.add(body);
			return shown();
		},
	});
	route({
		method: 'DELETE',
		path: '/faults',
		does: 'no more faults',
		handler: () => {
			faults.clear();
			return shown();
		},
	});
}

function latencyRoutes({ latency }: AdaInstance, route: AddRoute): void {
	route({
		method: 'GET',
		path: '/latency',
		does: 'how long answers take',
		handler: () => latency.current,
	});
	route<{ Body: LatencySettings }>({
		method: 'PUT',
		path: '/latency',
		does: '{ms, spread}: answers take so many milliseconds, up to spread percent more or less',
		schema: { body: latencyBody },
		handler: ({ body }) => {
			latency.set(body);
			return latency.current;
		},
	});
}

function requestRoutes({ requests }: AdaInstance, route: AddRoute): void {
	route<{ Querystring: bodies.RequestsQuery }>({
		method: 'GET',
		path: '/requests',
		does: 'what was received, oldest first; ?method=, ?pathPrefix=, ?last=n',
		schema: { querystring: bodies.requestsQuery },
		handler: ({ query }) => {
			const { method, pathPrefix = '', last } = query;
			const matching = requests.all.filter(
				(request) =>
					(method === undefined || request.method === method.toUpperCase()) &&
					request.path.startsWith(pathPrefix),
			);
			const shown = last === undefined ? matching : matching.slice(-Number(last));
			return { count: matching.length, requests: shown };
		},
	});
	route({
		method: 'DELETE',
		path: '/requests',
		does: 'clears the log',
		handler: () => {
			requests.clear();
			return { count: 0, requests: [] };
		},
	});
}

function eventRoutes({ events }: AdaInstance, route: AddRoute): void {
	route({
		method: 'GET',
		path: '/events',
		does: 'what Ada would tell its webhooks, oldest first',
		handler: () => ({ count: events.all.length, events: events.all }),
	});
	route({
		method: 'DELETE',
		path: '/events',
		does: 'clears the events',
		handler: () => {
			events.clear();
			return { count: 0, events: [] };
		},
	});
}

function endUserRoutes(ada: AdaInstance, route: AddRoute): void {
	const { endUsers, clock, switches } = ada;

	const iso = (ms: number) => timestamp(ms, 'zulu');

	function shown(person: EndUser): object {
		forgetExpired(person, clock.now(), switches);
		const sensitive: Record<string, object> = {};
		for (const [key, { value, lastWrittenAtMs }] of person.sensitive) {
			sensitive[key] = { value, writtenAt: iso(lastWrittenAtMs) };
		}
		return {
			end_user_id: person.id,
			external_id: person.externalId,
			profile: { ...person.scalars, metadata: Object.fromEntries(person.metadata) },
			sensitive,
			sunshine_user_id: person.sunshineUserId,
			channel: person.channel,
			attached: person.attached,
			created_at: iso(person.createdAtMs),
			updated_at: iso(person.updatedAtMs),
		};
	}

	function personAt(id: string): EndUser {
		const person = endUsers.get(id);
		if (!person) throw new ControlError(404, `There is no end user ${id}.`);
		return person;
	}

	/** All of them are checked before one is stored. */
	function checkExternalIds(seeds: readonly bodies.Seed[]): void {
		const seen = new Set<string>();
		for (const { external_id: externalId } of seeds) {
			if (externalId === undefined || externalId === null) continue;
			if (seen.has(externalId.toLowerCase()) || endUsers.find(externalId)) {
				throw new ControlError(400, `Somebody has the external ID ${externalId} already.`);
			}
			seen.add(externalId.toLowerCase());
		}
	}

	function seeded(seed: bodies.Seed): string {
		const { external_id: externalId = null, profile = {} } = seed;
		const person = blankEndUser();
		changeProfile(person, profile, switches);
		changeSensitive(person, profile.sensitive_metadata, clock.now(), switches);
		person.channel = seed.channel ?? 'custom';
		person.attached = seed.attached ?? true;
		person.sunshineUserId = seed.sunshine_user_id ?? null;
		return endUsers.add(person, externalId).id;
	}

	route({
		method: 'GET',
		path: '/end-users',
		does: 'everybody, with sensitive keys and values',
		handler: () => ({ endUsers: endUsers.all().map(shown) }),
	});
	route<{ Body: bodies.SeedBody }>({
		method: 'POST',
		path: '/end-users',
		does:
			'{endUsers: [{external_id, profile, channel: custom|native, attached (true if absent), ' +
			'sunshine_user_id}, …]} adds people without Ada’s checks',
		schema: { body: bodies.seedBody },
		handler: ({ body }) => {
			checkExternalIds(body.endUsers);
			return { ids: body.endUsers.map(seeded) };
		},
	});
	route<{ Params: { id: string }; Body: bodies.AttachBody }>({
		method: 'PATCH',
		path: '/end-users/:id',
		does: '{attached: true} as if a conversation had been started: no clean-up',
		schema: { body: bodies.attachBody },
		handler: ({ params, body }) => {
			const person = personAt(params.id);
			person.attached = body.attached;
			return shown(person);
		},
	});
	route<{ Params: { id: string } }>({
		method: 'DELETE',
		path: '/end-users/:id',
		does: 'removes somebody',
		handler: ({ params }) => {
			endUsers.remove(personAt(params.id));
			return { removed: params.id };
		},
	});
}

function erasureRoutes({ erasureJobs, clock, switches }: AdaInstance, route: AddRoute): void {
	route({
		method: 'GET',
		path: '/erasure-jobs',
		does: 'the bulk deletions, oldest first, as GET /v2/jobs/{job_id} shows them',
		handler: () => ({
			jobs: erasureJobs.all().map((job) => jobAnswer(job, clock.now(), switches)),
		}),
	});
}

function variableRoutes(ada: AdaInstance, route: AddRoute): void {
	route<{ Body: bodies.VariablesBody }>({
		method: 'PUT',
		path: '/variables',
		does: '{variables: [{id, name}, …]} sets the agent’s Variables',
		schema: { body: bodies.variablesBody },
		handler: ({ body }) => {
			ada.variables = body.variables;
			return { variables: ada.variables };
		},
	});
}
