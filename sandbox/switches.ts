/** One thing that Ada's documents leave open, with the answers that the sandbox can play. */
interface OpenQuestion<Alternatives extends Record<string, string>> {
	/** What is not known, in words. */
	asks: string;
	/** What each alternative makes the sandbox do. */
	alternatives: Alternatives;
	/** The sandbox's choice; a choice, not a fact about Ada. */
	byDefault: keyof Alternatives & string;
}

function question<const Alternatives extends Record<string, string>>(
	open: OpenQuestion<Alternatives>,
): OpenQuestion<Alternatives> {
	return open;
}

/**
 * Everything about these APIs that Ada's documents do not settle. This table is the only place
 * that lists the switches: their types, their checks and the control API's answers come from it.
 */
export const switchTable = {
	errorTypeNames: question({
		asks: 'How are the values of errors[].type spelled, apart from validation_error?',
		alternatives: {
			snake: 'snake_case names of the status, e.g. not_found',
			class: 'class-like names, e.g. NotFoundError (names of examples in Ada’s raw OpenAPI)',
		},
		byDefault: 'snake',
	}),
	unauthorizedBody: question({
		asks: 'What is the body of a 401?',
		alternatives: {
			envelope: 'the envelope of all errors (Ada OpenAPI)',
			message: '{"message":"Unauthorized"} (Ada docs, authentication, 2025)',
		},
		byDefault: 'envelope',
	}),
	malformedId: question({
		asks: 'What is answered to an ID in a path that is not 24 hexadecimal digits?',
		alternatives: { badRequest: '400', notFound: '404' },
		byDefault: 'badRequest',
	}),
	slashMismatch: question({
		asks: 'What happens to a path with a missing or an extra slash at its end?',
		alternatives: {
			served: 'served like the documented path',
			redirect308: '308 to the documented path (the method stays)',
			redirect301: '301 to the documented path (clients may turn POST into GET)',
			notFound: '404',
		},
		byDefault: 'served',
	}),
	unknownKeys: question({
		asks: 'What happens to unknown and read-only keys in a request body?',
		alternatives: { ignored: 'ignored', refused: '400' },
		byDefault: 'ignored',
	}),
	retryAfter: question({
		asks: 'Does a 429 of the rate limits carry Retry-After?',
		alternatives: { absent: 'no', sent: 'yes, in whole seconds' },
		byDefault: 'absent',
	}),
	rateLimitHeaders: question({
		asks: 'Which authenticated answers carry X-RateLimit-Limit, -Remaining and -Reset?',
		alternatives: {
			bulkDeletionOnly: 'those of the bulk deletion API that succeed, as its raw OpenAPI says',
			everywhere: 'all, while limits are on',
		},
		byDefault: 'bulkDeletionOnly',
	}),
	endUserCollectionLimit: question({
		asks: 'Which rate limit covers POST, list and look-up of /v2/end-users/?',
		alternatives: {
			default: 'the default one, shared with all other default endpoints',
			byId: 'the one of /v2/end-users/{id}, shared with it',
			onePerSecond: 'one request a second (a comment in an Ada demo script)',
		},
		byDefault: 'default',
	}),
	limitWindows: question({
		asks: 'Are rate-limit windows fixed or sliding?',
		alternatives: {
			fixed: 'fixed: they begin with each full second, minute and UTC day',
			sliding: 'sliding: the last second, minute and 24 hours',
		},
		byDefault: 'fixed',
	}),
	keyPermission: question({
		asks: 'Can an API key be scoped, so that it yields 403?',
		alternatives: {
			full: 'no: a key reads and writes everything',
			readOnly: 'every write yields 403',
			none: 'every request yields 403',
		},
		byDefault: 'full',
	}),
	timestampFormat: question({
		asks: 'How are timestamps written?',
		alternatives: {
			offset: '2026-11-23T10:00:00.123000+00:00',
			zoneless: '2026-11-23T10:00:00.123000',
			zulu: '2026-11-23T10:00:00.123Z',
		},
		byDefault: 'offset',
	}),
	noValue: question({
		asks: 'Are keys without a value null or left out of answers?',
		alternatives: {
			null: 'null (and empty metadata is {})',
			absent: 'left out, empty metadata too',
		},
		byDefault: 'null',
	}),
	metadataPatch: question({
		asks: 'Does PATCH merge profile.metadata with what is stored, or replace it?',
		alternatives: {
			merge: 'keys that are not named stay',
			replace: 'keys that are not named are gone',
		},
		byDefault: 'merge',
	}),
	metadataKeyNull: question({
		asks: 'What does null as the value of a metadata key do?',
		alternatives: {
			removes: 'removes the key',
			refused: '400',
			stored: 'is stored and given back as null',
		},
		byDefault: 'removes',
	}),
	metadataNull: question({
		asks: 'What does "metadata": null do on PATCH?',
		alternatives: { nothing: 'nothing', clears: 'removes all keys' },
		byDefault: 'nothing',
	}),
	metadataEmpty: question({
		asks: 'What does "metadata": {} do on PATCH?',
		alternatives: { nothing: 'nothing', clears: 'removes all keys' },
		byDefault: 'nothing',
	}),
	scalarNull: question({
		asks: 'What does null do to a profile field such as first_name on PATCH?',
		alternatives: { clears: 'clears it', ignored: 'nothing' },
		byDefault: 'clears',
	}),
	metadataValues: question({
		asks: 'What happens to fractions, lists and objects as metadata values?',
		alternatives: { refused: '400', coerced: 'they are stored as their JSON text' },
		byDefault: 'refused',
	}),
	metadataSizeOf: question({
		asks: 'What must fit into 10 KB on PATCH?',
		alternatives: { merged: 'the metadata after the change', request: 'the metadata sent' },
		byDefault: 'merged',
	}),
	metadataMaxBytes: question({
		asks: 'How many bytes of compact JSON in UTF-8 are 10 KB?',
		alternatives: { '10240': '10,240', '10000': '10,000' },
		byDefault: '10240',
	}),
	knownExternalIdProfile: question({
		asks: 'Is the profile of a POST applied to the end user who already has its external ID?',
		alternatives: { ignored: 'no', applied: 'yes, like a PATCH' },
		byDefault: 'ignored',
	}),
	knownExternalIdSensitive: question({
		asks: 'Is the sensitive_metadata of such a POST applied?',
		alternatives: { ignored: 'no', applied: 'yes, like a PATCH' },
		byDefault: 'ignored',
	}),
	externalIdCase: question({
		asks: 'In which case do answers show an external ID?',
		alternatives: { lowered: 'lower case', asSent: 'as it was last written' },
		byDefault: 'lowered',
	}),
	externalIdSpace: question({
		asks: 'Is white space around an external ID kept?',
		alternatives: {
			kept: 'yes, and it counts',
			trimmed: 'no: trimmed on POST, PATCH and look-up, before all other rules',
		},
		byDefault: 'kept',
	}),
	externalIdLength: question({
		asks: 'In what are the 36 characters of an external ID counted?',
		alternatives: { codePoints: 'Unicode code points', bytes: 'bytes of UTF-8' },
		byDefault: 'codePoints',
	}),
	externalIdEmpty: question({
		asks: 'What does "external_id": "" do on POST and PATCH?',
		alternatives: { refused: '400', cleared: 'the same as null' },
		byDefault: 'refused',
	}),
	externalIdOfNative: question({
		asks: 'What does an external ID do on PATCH of a person of native chat, social or voice?',
		alternatives: { stored: 'it is stored', refused: '400', ignored: 'nothing' },
		byDefault: 'stored',
	}),
	lookUpWithPaging: question({
		asks: 'What happens to ?external_id= together with limit or cursor?',
		alternatives: { refused: '400', externalIdWins: 'limit and cursor are ignored' },
		byDefault: 'refused',
	}),
	simultaneousCreate: question({
		asks: 'What happens to two POSTs with the same new external ID at the same time?',
		alternatives: {
			oneExisting: 'one 201, the others 200',
			conflict: 'one 201, the others 409',
			duplicates: 'each 201: several end users have the external ID',
		},
		byDefault: 'oneExisting',
	}),
	limitOutOfRange: question({
		asks: 'What happens to a list limit outside 1 to 100?',
		alternatives: {
			refused: '400',
			clamped: 'the nearest allowed number; what is no number is left out',
		},
		byDefault: 'refused',
	}),
	listDefaultLimit: question({
		asks: 'How many end users does a page have when no limit is sent?',
		alternatives: { '100': '100', '20': '20' },
		byDefault: '100',
	}),
	listOrder: question({
		asks: 'In which order are end users listed?',
		alternatives: { ascending: 'oldest first', descending: 'newest first' },
		byDefault: 'ascending',
	}),
	listCursor: question({
		asks: 'Does a page begin with the record that the cursor names, or after it?',
		alternatives: { exclusive: 'after it', inclusive: 'with it' },
		byDefault: 'exclusive',
	}),
	nextPageLimit: question({
		asks: 'Does meta.next_page_url repeat the limit that the caller sent?',
		alternatives: { carried: 'yes', dropped: 'no' },
		byDefault: 'carried',
	}),
	lastPage: question({
		asks: 'What is meta.next_page_url on the last page?',
		alternatives: { null: 'null', absent: 'left out', empty: 'an empty string' },
		byDefault: 'null',
	}),
	sensitiveOverlap: question({
		asks: 'Where is it checked that no key is both in metadata and in sensitive_metadata?',
		alternatives: {
			sameRequest: 'within one request, on POST and PATCH',
			createOnly: 'within one request, on POST only',
			stored: 'within one request, and on PATCH against what is stored',
		},
		byDefault: 'sameRequest',
	}),
	sensitiveExpiry: question({
		asks: 'Whose are the 24 hours of sensitive values?',
		alternatives: {
			perValue: 'each value’s own, from its write',
			perUser: 'the end user’s: all values go together',
		},
		byDefault: 'perValue',
	}),
	sensitiveRewrite: question({
		asks: 'Does writing a sensitive value again restart the 24 hours?',
		alternatives: {
			restarts: 'yes: they run from the last write',
			keeps: 'no: they run from the first write',
		},
		byDefault: 'restarts',
	}),
	language: question({
		asks: 'How is profile.language checked?',
		alternatives: {
			asSent: 'what looks like a language tag is stored as sent, the rest gets 400',
			regionRequired: 'only two small letters, a hyphen and two capitals (fr-CA), or 400',
			normalised: 'like asSent, but stored in BCP 47 spelling (FR_ca becomes fr-CA)',
		},
		byDefault: 'asSent',
	}),
	profileValues: question({
		asks: 'Are e-mail, avatar and names checked?',
		alternatives: {
			unchecked: 'no rules are published, none are played',
			checked:
				'e-mail: something@something; avatar: an http(s) URL; names: up to 255 characters; or 400',
		},
		byDefault: 'unchecked',
	}),
	createdEvent: question({
		asks: 'When does an end user made by POST fire v1.end_user.created?',
		alternatives: {
			atOnce: 'at once',
			notAtOnce: 'when the first conversation with them starts',
		},
		byDefault: 'atOnce',
	}),
	updatedByNothing: question({
		asks: 'Does a PATCH that changes nothing fire v1.end_user.updated?',
		alternatives: { silent: 'no', fires: 'yes' },
		byDefault: 'silent',
	}),
	updatedByExternalId: question({
		asks: 'Does a PATCH that changes the external ID alone fire v1.end_user.updated?',
		alternatives: { fires: 'yes', silent: 'no' },
		byDefault: 'fires',
	}),
	updatedBySensitive: question({
		asks: 'Does a PATCH of sensitive metadata alone fire v1.end_user.updated?',
		alternatives: { silent: 'no', fires: 'yes' },
		byDefault: 'silent',
	}),
	channelTypeMissing: question({
		asks: 'What does GET /v2/channels/ without type answer?',
		alternatives: {
			refused: '400 (Ada OpenAPI: type is required)',
			all: 'custom and native channels (older docs had no type)',
		},
		byDefault: 'refused',
	}),
	duplicateChannelName: question({
		asks: 'What happens to a new channel with the name of another one?',
		alternatives: {
			refused: '400 (names had to be unique in 2025)',
			conflict: '409',
			allowed: 'it is made',
		},
		byDefault: 'refused',
	}),
	smsModality: question({
		asks: 'Is there a modality sms besides messaging, email and voice?',
		alternatives: { accepted: 'yes (newer docs)', refused: 'no: 400 (Ada OpenAPI)' },
		byDefault: 'accepted',
	}),
	unknownReference: question({
		asks: 'What does POST conversations answer to an unknown channel or end user?',
		alternatives: { notFound: '404', badRequest: '400' },
		byDefault: 'notFound',
	}),
	secondConversation: question({
		asks: 'Can an end user have two active conversations on a channel?',
		alternatives: { allowed: 'yes', conflict: 'no: 409' },
		byDefault: 'allowed',
	}),
	endUserOfConversation: question({
		asks: 'When does an end user made by POST conversations fire v1.end_user.created?',
		alternatives: {
			before: 'before v1.conversation.created',
			after: 'after it',
			silent: 'never',
		},
		byDefault: 'before',
	}),
	foreignAuthor: question({
		asks: 'What does a message get whose author.id is not the conversation’s end user?',
		alternatives: { badRequest: '400', notFound: '404' },
		byDefault: 'badRequest',
	}),
	humanWithoutHandoff: question({
		asks: 'What does a message of a human agent get outside a handoff?',
		alternatives: {
			accepted: '201 (a third party’s experience)',
			badRequest: '400',
			unprocessable: '422',
		},
		byDefault: 'accepted',
	}),
	messageAfterEnd: question({
		asks: 'What does a message to an ended conversation get?',
		alternatives: {
			expired: '400 “Conversation is expired” (seen by a third party)',
			unprocessable: '422 with the same words',
		},
		byDefault: 'expired',
	}),
	endTwice: question({
		asks: 'What does ending a conversation again get?',
		alternatives: { refused: '400', repeated: '200, and no event' },
		byDefault: 'refused',
	}),
	endedByApi: question({
		asks: 'Who is ended_by of a conversation that was ended by the API?',
		alternatives: {
			endUser: 'its end user, with ID (example of Ada’s docs)',
			system: 'the system, as after a time-out',
		},
		byDefault: 'endUser',
	}),
	messageIdInEvents: question({
		asks: 'Is message_id in events the ID of the history and of the answer to a POST?',
		alternatives: { same: 'yes', uuid: 'no: a UUID (example of Ada’s docs)' },
		byDefault: 'same',
	}),
	ownMessages: question({
		asks: 'Do messages that were written by the API come back as events?',
		alternatives: { told: 'yes', silent: 'no: only those of the AI Agent' },
		byDefault: 'told',
	}),
	presenceContent: question({
		asks: 'Does Ada send messages of type presence when a handoff begins and ends?',
		alternatives: { never: 'no', sent: 'yes (as Ada’s demos expect): {type, body}' },
		byDefault: 'never',
	}),
	attachmentOutsideHandoff: question({
		asks: 'What does an attachment get outside a handoff?',
		alternatives: { unprocessable: '422', badRequest: '400' },
		byDefault: 'unprocessable',
	}),
	attachmentTooLarge: question({
		asks: 'What does an attachment over 50 MB get?',
		alternatives: { contentTooLarge: '413', badRequest: '400' },
		byDefault: 'contentTooLarge',
	}),
	attachmentType: question({
		asks: 'What does an attachment of a type get that is not allowed?',
		alternatives: { badRequest: '400', unsupportedMediaType: '415', unprocessable: '422' },
		byDefault: 'badRequest',
	}),
	erasureJobIds: question({
		asks: 'What does the job_id of a bulk deletion look like?',
		alternatives: { uuid: 'a UUID', hex: '24 hexadecimal digits, like other IDs of Ada' },
		byDefault: 'uuid',
	}),
	erasureJobType: question({
		asks: 'What is the type of a bulk deletion’s job?',
		alternatives: {
			end_user_deletion: 'end_user_deletion',
			bulk_end_user_deletion: 'bulk_end_user_deletion',
		},
		byDefault: 'end_user_deletion',
	}),
	clientReferenceReused: question({
		asks: 'What does a client_reference of the last 24 hours do in another bulk deletion?',
		alternatives: {
			newJob: 'a new job is made',
			conflict: '409',
			sameJob: 'the old job is returned',
		},
		byDefault: 'newJob',
	}),
	erasureCoolDown: question({
		asks: 'What becomes of an identifier that was submitted in the previous 7 days?',
		alternatives: {
			failsJob: 'the whole job fails, and nobody is erased',
			duplicate: 'its disposition is duplicate, the others are erased',
			invalid: 'its disposition is invalid, the others are erased',
		},
		byDefault: 'failsJob',
	}),
	erasureDispositions: question({
		asks: 'What does a job say of its identifiers before it has ended?',
		alternatives: {
			atOnce: 'their dispositions, from the beginning',
			atEnd: 'null, until it has ended',
		},
		byDefault: 'atOnce',
	}),
	erasureErrorBody: question({
		asks: 'What are the error bodies of bulk deletion and of jobs (untyped in Ada’s OpenAPI)?',
		alternatives: {
			envelope: 'the envelope of all errors',
			detail: '{"detail": "…"}, as an example of another one',
		},
		byDefault: 'envelope',
	}),
	oversizedPatch: question({
		asks: 'What does a PATCH over 10 MB get (413 is not listed for it)?',
		alternatives: { contentTooLarge: '413', badRequest: '400' },
		byDefault: 'contentTooLarge',
	}),
	unknownEventType: question({
		asks: 'What happens to the name of no known event type in a webhook’s event_filters?',
		alternatives: { refused: '400', stored: 'it is stored' },
		byDefault: 'refused',
	}),
	privateWebhookUrl: question({
		asks: 'What happens to a webhook’s URL with http, localhost or a private address?',
		alternatives: { accepted: 'it is stored and sent to', refused: '400' },
		byDefault: 'accepted',
	}),
	webhookPageSize: question({
		asks: 'How many webhooks does a page have when no limit is sent, and at most?',
		alternatives: { fifty: '50, at most 250', hundred: '100, at most 100', ten: '10, at most 10' },
		byDefault: 'fifty',
	}),
	emptyEventFilters: question({
		asks: 'What does a PATCH of a webhook with "event_filters": [] do?',
		alternatives: { allEvents: 'all events are sent again', refused: '400' },
		byDefault: 'allEvents',
	}),
	deliveryAttempts: question({
		asks: 'How often is a message tried that a webhook’s receiver does not accept?',
		alternatives: {
			eightInAll: '8 times: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h (Svix)',
			eightRetries: '9 times: at once, at once again, then after the same times',
		},
		byDefault: 'eightInAll',
	}),
	endpointDisabledAfter: question({
		asks: 'After how long does a webhook that fails in everything become disabled?',
		alternatives: { oneWeek: 'a week (Ada docs)', fiveDays: '5 days (Svix docs)' },
		byDefault: 'oneWeek',
	}),
	webhookHeaders: question({
		asks: 'How are the headers of a delivery named that carry its ID, time and signatures?',
		alternatives: {
			svix: 'svix-id and so on',
			webhook: 'webhook-id and so on (Standard Webhooks)',
			both: 'both',
		},
		byDefault: 'svix',
	}),
	auditLogEvents: question({
		asks: 'Which changes of the configuration fire v1.audit_log.emitted?',
		alternatives: { none: 'none', webhooks: 'creation, change and deletion of webhooks' },
		byDefault: 'none',
	}),
} as const;

export type SwitchName = keyof typeof switchTable;

/** The values that a switch can have. */
export type Alternative<Name extends SwitchName> =
	keyof (typeof switchTable)[Name]['alternatives'] & string;

/** Some switches with a value each. */
export type SwitchValues = { [Name in SwitchName]?: Alternative<Name> };

/** A switch name or value that does not exist; the message lists those that do. */
export class UnknownSwitch extends Error {}

function isSwitchName(name: string): name is SwitchName {
	return Object.hasOwn(switchTable, name);
}

function isAlternative<Name extends SwitchName>(
	name: Name,
	value: unknown,
): value is Alternative<Name> {
	return typeof value === 'string' && Object.hasOwn(switchTable[name].alternatives, value);
}

/** Throws UnknownSwitch unless every name is a switch and every value one of its alternatives. */
export function assertSwitchValues(
	values: Readonly<Record<string, unknown>>,
): asserts values is Readonly<Record<string, string>> & SwitchValues {
	for (const [name, value] of Object.entries(values)) {
		if (!isSwitchName(name)) {
			const known = Object.keys(switchTable).join(', ');
			throw new UnknownSwitch(`There is no switch "${name}". Switches: ${known}.`);
		}
		if (!isAlternative(name, value)) {
			const allowed = Object.keys(switchTable[name].alternatives).join(', ');
			throw new UnknownSwitch(
				`Switch "${name}" cannot be ${JSON.stringify(value)}. Allowed: ${allowed}.`,
			);
		}
	}
}

/** The sandbox's answers to Ada's open questions, as they stand now. */
export class Switches {
	private readonly chosen = new Map<string, string>();

	constructor(private readonly atStart: SwitchValues = {}) {
		this.set(atStart);
	}

	get<Name extends SwitchName>(name: Name): Alternative<Name> {
		const value = this.chosen.get(name) ?? switchTable[name].byDefault;
		if (!isAlternative(name, value)) throw new UnknownSwitch(`${name} cannot be ${value}.`);
		return value;
	}

	/** Sets the named switches, all or none. Throws UnknownSwitch. */
	set(values: Readonly<Record<string, unknown>>): void {
		assertSwitchValues(values);
		for (const [name, value] of Object.entries(values)) this.chosen.set(name, value);
	}

	/** Every switch with its value, its question, its alternatives and its default. */
	describe(): Record<string, { value: string } & OpenQuestion<Record<string, string>>> {
		const entries = Object.entries(switchTable).map(([name, open]) => {
			const value = isSwitchName(name) ? this.get(name) : open.byDefault;
			return [name, { value, ...open }] as const;
		});
		return Object.fromEntries(entries);
	}

	/** Back to the values that the sandbox was started with. */
	reset(): void {
		this.chosen.clear();
		this.set(this.atStart);
	}
}
