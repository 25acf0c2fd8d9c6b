import { withoutNulls } from '../noValue';
import type { Switches } from '../switches';
import { timestamp } from '../timestamp';

/** Profile fields with one value each, in Ada's order (Ada OpenAPI, EndUser). */
export const scalarFields = [
	'first_name',
	'last_name',
	'display_name',
	'avatar',
	'email',
	'language',
] as const;

export type ScalarField = (typeof scalarFields)[number];

export type SensitiveScalar = string | number | boolean;

/** A sensitive value and when it was written, in milliseconds since 1970. */
export interface SensitiveValue {
	value: SensitiveScalar;
	firstWrittenAtMs: number;
	lastWrittenAtMs: number;
}

/** An end user as the sandbox keeps it. */
export interface EndUser {
	id: string;
	/** As it was last written; matched without case. */
	externalId: string | null;
	scalars: Record<ScalarField, string | null>;
	/** Null as a value only under the switch metadataKeyNull: stored. */
	metadata: Map<string, string | number | boolean | null>;
	sensitive: Map<string, SensitiveValue>;
	sunshineUserId: string | null;
	/** Whether the person came by the Conversations API or by native chat, social or voice. */
	channel: 'custom' | 'native';
	/** Whether a conversation was ever started with it: then it is not cleaned up. */
	attached: boolean;
	/** Whether v1.end_user.created waits for the first conversation: see switch createdEvent. */
	isUntold: boolean;
	createdAtMs: number;
	updatedAtMs: number;
}

/** An end user that is not stored yet. */
export type NewEndUser = Omit<EndUser, 'id' | 'externalId' | 'createdAtMs' | 'updatedAtMs'>;

/** Somebody of whom nothing is known. */
export function blankEndUser(): NewEndUser {
	return {
		scalars: {
			first_name: null,
			last_name: null,
			display_name: null,
			avatar: null,
			email: null,
			language: null,
		},
		metadata: new Map(),
		sensitive: new Map(),
		sunshineUserId: null,
		channel: 'custom',
		attached: false,
		isUntold: false,
	};
}

/** The external ID in the case in which answers show it: see switch externalIdCase. */
export function shownExternalId({ externalId }: EndUser, switches: Switches): string | null {
	if (externalId === null || switches.get('externalIdCase') === 'asSent') return externalId;
	return externalId.toLowerCase();
}

/** The EndUser object of every answer; sensitive metadata is never in it (Ada OpenAPI, EndUser). */
export function answerOf(person: EndUser, switches: Switches): object {
	const format = switches.get('timestampFormat');
	const shown = shownExternalId(person, switches);
	const metadata = Object.fromEntries(person.metadata);
	const systemProperties = { sunshine_user_id: person.sunshineUserId };
	const times = {
		created_at: timestamp(person.createdAtMs, format),
		updated_at: timestamp(person.updatedAtMs, format),
	};
	if (switches.get('noValue') === 'null') {
		return {
			end_user_id: person.id,
			external_id: shown,
			profile: { ...person.scalars, metadata, system_properties: systemProperties },
			...times,
		};
	}
	return withoutNulls({
		end_user_id: person.id,
		external_id: shown,
		profile: withoutNulls({
			...person.scalars,
			metadata: person.metadata.size > 0 ? metadata : null,
			system_properties: withoutNulls(systemProperties),
		}),
		...times,
	});
}
