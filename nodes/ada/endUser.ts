/** A value that Ada keeps under a metadata key (Ada OpenAPI, end-user profile). */
export type MetadataValue = string | number | boolean;

/** The profile fields that hold one text each. */
export const PROFILE_TEXT_FIELDS = [
	'avatar',
	'display_name',
	'email',
	'first_name',
	'language',
	'last_name',
] as const;

export type ProfileTextField = (typeof PROFILE_TEXT_FIELDS)[number];

/**
 * Ada's end user, as every end-user answer and event carries it.
 * Ada may leave out keys that hold no value and may add new ones, so only the ID is certain.
 * Source: Ada OpenAPI, schema EndUser.
 */
export interface EndUser {
	end_user_id: string;
	external_id?: string | null;
	profile?: EndUserProfile;
	created_at?: string;
	updated_at?: string;
	[key: string]: unknown;
}

export type EndUserProfile = { [field in ProfileTextField]?: string | null } & {
	metadata?: Record<string, unknown> | null;
	system_properties?: Record<string, unknown> | null;
	[key: string]: unknown;
};

/** The profile of a write: null clears a field or removes a key. */
export type ProfileChange = { [field in ProfileTextField]?: string | null } & {
	metadata?: Record<string, unknown>;
	sensitive_metadata?: { fields: Record<string, MetadataValue | null> };
};

/** Body of `POST /v2/end-users/` and `PATCH /v2/end-users/{end_user_id}`. */
export interface EndUserBody {
	external_id?: string | null;
	profile: ProfileChange;
}

/** Whether an answer's body is an end user. */
export function isEndUser(body: unknown): body is EndUser {
	return (
		typeof body === 'object' &&
		body !== null &&
		'end_user_id' in body &&
		typeof body.end_user_id === 'string' &&
		body.end_user_id !== ''
	);
}

/** Whether two external IDs mean the same person: Ada matches them whatever their case. */
export function sameExternalId(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

/** Ada documents that sensitive metadata never comes back; should it do so, it stays here. */
export function withoutSensitive(answer: EndUser): EndUser {
	const endUser = { ...answer };
	delete endUser.sensitive_metadata;
	if (typeof endUser.profile !== 'object' || endUser.profile === null) return endUser;
	endUser.profile = { ...endUser.profile };
	delete endUser.profile.sensitive_metadata;
	return endUser;
}
