import { apiUrl } from '../../nodes/ada/address';

test.each([
	['acme', 'https://acme.ada.support/api'],
	['  ACME ', 'https://acme.ada.support/api'],
	['acme-2', 'https://acme-2.ada.support/api'],
	['acme.ada.support', 'https://acme.ada.support/api'],
	['acme.eu.ada.support', 'https://acme.eu.ada.support/api'],
	['acme.eu', 'https://acme.eu.ada.support/api'],
	['https://acme.ada.support', 'https://acme.ada.support/api'],
	[
		'https://acme.maple.ada.support/dashboard/build?tab=1#top',
		'https://acme.maple.ada.support/api',
	],
])('the handle %s stands for %s', (handle, url) => {
	expect(apiUrl({ addressBy: 'handle', handle })).toBe(url);
});

test.each([
	{ cluster: 'default', url: 'https://acme.ada.support/api' },
	{ cluster: 'eu', url: 'https://acme.eu.ada.support/api' },
	{ cluster: 'other', otherCluster: ' US3 ', url: 'https://acme.us3.ada.support/api' },
])('the cluster $cluster leads to $url', ({ url, ...address }) => {
	expect(apiUrl({ addressBy: 'handle', handle: 'acme', ...address })).toBe(url);
});

test('a pasted cluster counts more than the chosen one', () => {
	expect(apiUrl({ handle: 'acme.eu.ada.support', cluster: 'maple' })).toBe(
		'https://acme.eu.ada.support/api',
	);
});

test.each(['a b', 'acme!', '-acme', 'a.b.c.d', 'acme..eu', 'acme.', 'user@acme', 'ünï'])(
	'the handle %s does not fit',
	(handle) => {
		expect(() => apiUrl({ handle })).toThrow("'Agent Handle' does not fit");
	},
);

test.each([
	['https://acme.ada.support', 'https://acme.ada.support/api'],
	['https://acme.ada.support/api/v2/', 'https://acme.ada.support/api'],
	['https://acme.ada.support:8443', 'https://acme.ada.support:8443/api'],
	['https://gateway.example.com/ada', 'https://gateway.example.com/ada/api'],
	['http://localhost:4010', 'http://localhost:4010/api'],
	['http://127.0.0.1:4010/api', 'http://127.0.0.1:4010/api'],
	['http://[::1]:4010', 'http://[::1]:4010/api'],
	['http://ada-sandbox:4010', 'http://ada-sandbox:4010/api'],
	['http://ada.internal', 'http://ada.internal/api'],
	['http://10.1.2.3', 'http://10.1.2.3/api'],
	['http://172.16.0.1', 'http://172.16.0.1/api'],
	['http://172.31.255.255', 'http://172.31.255.255/api'],
	['http://192.168.0.1', 'http://192.168.0.1/api'],
	['http://[fd00::1]', 'http://[fd00::1]/api'],
])('the base URL %s stands for %s', (baseUrl, url) => {
	expect(apiUrl({ addressBy: 'baseUrl', baseUrl })).toBe(url);
});

test.each([
	'http://acme.ada.support',
	'http://localhost.example.com',
	'http://127.0.0.1.example.com',
	'http://10.example.com',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://192.169.0.1',
	'http://8.8.8.8',
	'http://[2001:db8::1]',
	'http://[::ffff:8.8.8.8]',
	'http://internal.example.com',
	'http://fd00.example.com',
	'ws://127.0.0.1',
	'file:///etc/passwd',
])('the key does not travel in the clear to %s', (baseUrl) => {
	expect(() => apiUrl({ addressBy: 'baseUrl', baseUrl })).toThrow(
		"'Base URL' must begin with https://",
	);
});
