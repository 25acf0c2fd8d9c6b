import type { FastifySchemaValidationError } from 'fastify/types/schema';

import type { Switches } from './switches';

/** One finding of a validation error (Ada release note 2026-06-26). */
export interface Detail {
	/** A JSON path, e.g. `$.profile.metadata.tier`. */
	parameter: string;
	location: 'body' | 'query' | 'path';
	message: string;
}

/** The envelope of every error answer (Ada docs, errors). */
export interface ErrorEnvelope {
	errors: Array<{ type: string; message: string; details: Detail[] | null }>;
}

interface StatusName {
	snake: string;
	class: string;
	message: string;
}

/**
 * Names of statuses. Ada prints only `validation_error`; the snake_case ones are the sandbox's, the
 * class-like ones follow the names of examples in Ada's raw OpenAPI. See switch errorTypeNames.
 */
const statusNames: Partial<Record<number, StatusName>> = {
	400: { snake: 'bad_request', class: 'BadRequestError', message: 'Bad request.' },
	401: { snake: 'unauthorized', class: 'UnauthorizedError', message: 'Unauthorized' },
	403: { snake: 'forbidden', class: 'ForbiddenError', message: 'Not permitted.' },
	404: { snake: 'not_found', class: 'NotFoundError', message: 'Not found.' },
	408: { snake: 'request_timeout', class: 'RequestTimeoutError', message: 'Request timeout.' },
	409: {
		snake: 'duplicate_resource',
		class: 'DuplicateResourceError',
		message: 'A resource with the same identifier exists.',
	},
	413: {
		snake: 'content_too_large',
		class: 'ContentTooLargeError',
		message: 'The request body is too large.',
	},
	415: {
		snake: 'unsupported_media_type',
		class: 'UnsupportedMediaTypeError',
		message: 'Unsupported media type.',
	},
	422: {
		snake: 'unprocessable_content',
		class: 'UnprocessableContentError',
		message: 'Unprocessable content.',
	},
	429: {
		snake: 'too_many_requests',
		class: 'TooManyRequestsError',
		message: 'Too many requests.',
	},
	500: {
		snake: 'internal_server_error',
		class: 'InternalServerError',
		message: 'Internal server error.',
	},
	502: { snake: 'bad_gateway', class: 'BadGatewayError', message: 'Bad gateway.' },
	503: {
		snake: 'service_unavailable',
		class: 'ServiceUnavailableError',
		message: 'Service unavailable.',
	},
	504: { snake: 'gateway_timeout', class: 'GatewayTimeoutError', message: 'Gateway timeout.' },
};

/** A refusal as Ada words it: thrown by rules and routes, answered by the API's error handler. */
export class AdaError extends Error {
	constructor(
		readonly status: number,
		message?: string,
		readonly details: Detail[] | null = null,
	) {
		super(message ?? statusNames[status]?.message ?? `Error ${status}.`);
	}
}

/** A 400 `validation_error` with its findings. */
export function invalid(details: Detail[], message = 'Invalid end user data.'): AdaError {
	return new AdaError(400, message, details);
}

/**
 * The body of an error answer. A 401 may have another one, and so may those of bulk deletion: see
 * the switches unauthorizedBody and erasureErrorBody.
 */
export function errorBody(
	error: AdaError,
	switches: Switches,
	isOfBulkDeletion = false,
): ErrorEnvelope | { message: string } | { detail: string } {
	if (isOfBulkDeletion && switches.get('erasureErrorBody') === 'detail') {
		return { detail: error.message };
	}
	if (error.status === 401 && switches.get('unauthorizedBody') === 'message') {
		return { message: 'Unauthorized' };
	}
	const name = statusNames[error.status]?.[switches.get('errorTypeNames')];
	const type = error.details ? 'validation_error' : (name ?? 'error');
	return { errors: [{ type, message: error.message, details: error.details }] };
}

/** `$.profile.metadata["a b"]` for the steps profile, metadata, a b. */
export function jsonPath(...steps: string[]): string {
	const written = steps.map((step) => {
		if (/^\d+$/.test(step)) return `[${step}]`;
		return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
	});
	return `$${written.join('')}`;
}

function stepsOf(pointer: string): string[] {
	return pointer
		.split('/')
		.slice(1)
		.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a schema found, as Ada's details; the wording of messages is the sandbox's. */
export function detailsOf(
	findings: readonly FastifySchemaValidationError[],
	location: Detail['location'],
): Detail[] {
	return (
		findings
			// ajv reports a bad key twice: once by its pattern, once as propertyNames with the key.
			.filter(({ schemaPath }) => !/propertyNames\/./.test(schemaPath))
			.map(({ keyword, instancePath, params, message }) => {
				const at = stepsOf(instancePath);
				switch (keyword) {
					case 'required':
						return {
							parameter: jsonPath(...at, String(params.missingProperty)),
							location,
							message: 'Missing data for required field.',
						};
					case 'propertyNames':
						return {
							parameter: jsonPath(...at, String(params.propertyName)),
							location,
							message: 'Keys may only have letters, digits, hyphens and underscores.',
						};
					case 'discriminator':
						return {
							parameter: jsonPath(...at, String(params.tag)),
							location,
							message: 'Not a valid choice.',
						};
					case 'minLength':
						return { parameter: jsonPath(...at), location, message: 'Must not be empty.' };
					case 'type':
						return {
							parameter: jsonPath(...at),
							location,
							message: `Not a valid ${[params.type].flat().join(' or ')}.`,
						};
					default:
						return { parameter: jsonPath(...at), location, message: message ?? 'Invalid value.' };
				}
			})
	);
}
