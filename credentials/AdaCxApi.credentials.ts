import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { apiUrl } from '../nodes/ada/address';

const wrongAddress = 'check handle and cluster, or the base URL';

/**
 * n8n's types allow rules of one kind only, while n8n (CredentialsTester, 1.123 and 2.41) goes
 * through them one by one whatever their kind: hence the type's name at the end.
 */
const testRules = [
	{
		type: 'responseCode',
		properties: {
			value: 401,
			message: 'Ada refused the API key: check that it is whole, not deleted, and not a legacy key',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 403,
			message: 'Ada knows this API key, but it has no permission for this API',
		},
	},
	{
		type: 'responseCode',
		properties: { value: 404, message: `There is no Ada API at this address: ${wrongAddress}` },
	},
	{
		type: 'responseSuccessBody',
		properties: {
			key: 'data',
			// Ada answers with `data`. A web page that is answered with status 200 has none.
			value: undefined,
			message: `Something other than Ada's API answered at this address: ${wrongAddress}`,
		},
	},
] as ICredentialTestRequest['rules'];

const WINDOWS = ['Second', 'Minute', 'Day'];

/** The fields for limits that Ada has granted for a part of its API; the published ones are filled in. */
function grantedLimit(name: string, calls: string, published: number[]): INodeProperties[] {
	return WINDOWS.map((window, index) => ({
		displayName: `${calls}: Requests a ${window}`,
		name: `${name}Per${window}`,
		type: 'number',
		typeOptions: { minValue: 1 },
		default: published[index],
		displayOptions: { show: { adaLimits: ['granted'] } },
	}));
}

/**
 * An API key of an Ada AI Agent, and where that agent's API is.
 * Source: Ada docs, Introduction, Authentication: `Authorization: Bearer <API key>` on every call.
 */
export class AdaCxApi implements ICredentialType {
	name = 'adaCxApi';

	displayName = 'Ada API';

	icon: Icon = { light: 'file:../icons/ada.svg', dark: 'file:../icons/ada.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-ada-cx/n8n-nodes-ada-cx#credential';

	httpRequestNode = {
		name: 'Ada API',
		docsUrl: 'https://docs.ada.cx/reference/introduction/overview',
		apiBaseUrlPlaceholder: 'https://your-handle.ada.support/api/v2/',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Connect By',
			name: 'addressBy',
			type: 'options',
			options: [
				{
					name: 'Agent Handle',
					value: 'handle',
					description: 'The usual way: your agent lives at ada.support',
				},
				{
					name: 'Base URL',
					value: 'baseUrl',
					description: 'A full address, for a proxy or a local stand-in for Ada',
				},
			],
			default: 'handle',
		},
		{
			displayName: 'Agent Handle',
			name: 'handle',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acme',
			description:
				'The first part of your Ada dashboard address: "acme" if you sign in at acme.ada.support. You can paste the whole address. If the test says ENOTFOUND, there is no Ada at this handle and cluster: check both.',
			displayOptions: { show: { addressBy: ['handle'] } },
		},
		{
			displayName: 'Cluster',
			name: 'cluster',
			type: 'options',
			options: [
				{ name: 'Default (your-handle.ada.support)', value: 'default' },
				{ name: 'ATT (your-handle.att.ada.support)', value: 'att' },
				{ name: 'EU (your-handle.eu.ada.support)', value: 'eu' },
				{ name: 'Ficanex (your-handle.ficanex.ada.support)', value: 'ficanex' },
				{ name: 'Maple (your-handle.maple.ada.support)', value: 'maple' },
				{ name: 'US2 (your-handle.us2.ada.support)', value: 'us2' },
				{ name: 'Other', value: 'other' },
			],
			default: 'default',
			description:
				'The part between your handle and ada.support in the dashboard address, if there is one',
			displayOptions: { show: { addressBy: ['handle'] } },
		},
		{
			displayName: 'Other Cluster',
			name: 'otherCluster',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. us3',
			displayOptions: { show: { addressBy: ['handle'], cluster: ['other'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://acme.ada.support',
			description:
				'Must begin with https://, or with http:// for a host of your own network. With or without /api at its end. If the test says ECONNREFUSED, nothing answers at this address.',
			displayOptions: { show: { addressBy: ['baseUrl'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Made in the Ada dashboard under Config > Platform > API Keys, and shown there only once. Keys marked "(Legacy)" do not work.',
		},
		{
			displayName: "Share of Ada's Limits (%)",
			name: 'limitShare',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 80,
			description:
				"How much of Ada's rate limits these nodes may use. The limits hold for all integrations and live chats of your agent together, so leave some to the others.",
		},
		{
			displayName: "Ada's Limits",
			name: 'adaLimits',
			type: 'options',
			options: [
				{
					name: 'As Published',
					value: 'published',
					description:
						'10 requests a second and 100 a minute; 30 and 300 for end users by Ada ID and for conversations',
				},
				{
					name: 'As Published, Wide for All of End Users',
					value: 'endUsersTogether',
					description:
						'30 requests a second and 300 a minute also for looking up by external ID, listing and creating: only if your Ada agent allows it',
				},
				{
					name: 'Granted by Ada',
					value: 'granted',
					description: 'Numbers that Ada has agreed with you',
				},
			],
			default: 'published',
			description: 'Which rate limits your Ada agent has, if not the published ones',
		},
		...grantedLimit('default', 'Look-Ups, Creating, Messages, the Rest', [10, 100, 10_000]),
		...grantedLimit('wide', 'End Users by Ada ID, Conversations', [30, 300, 60_000]),
	];

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const base = apiUrl(credentials);
		// n8n's HTTP Request node names the address `uri`, everything else in n8n `url`.
		const name = 'uri' in options ? 'uri' : 'url';
		const asked = 'uri' in options ? String(options.uri) : options.url;
		const url = new URL(asked.replace(/^\//, ''), `${options.baseURL ?? base}/`);
		if (url.origin !== new URL(base).origin) {
			throw new UserError(
				`This Ada credential is for ${new URL(base).origin}, so its API key is not sent to ${url.origin}`,
			);
		}
		return {
			...options,
			baseURL: undefined,
			[name]: url.toString(),
			sendCredentialsOnCrossOriginRedirect: false,
			headers: { ...options.headers, Authorization: `Bearer ${String(credentials.apiKey).trim()}` },
		};
	};

	test: ICredentialTestRequest = {
		// Without a base URL: `authenticate` puts the credential's own address in front.
		request: { url: '/v2/webhooks/event-types/' },
		rules: testRules,
	};
}
