import { runEndUser } from './engine';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const parameters = { operation: 'create', profile: { language: '={{ $json.language }}' } };

test.each([
	['en-US', 'en-US'],
	['fr_ca', 'fr-CA'],
	['FR-ca', 'fr-CA'],
	['zh-hant-tw', 'zh-Hant-TW'],
	['ES_419', 'es-419'],
	['fr', 'fr'],
	['FIL', 'fil'],
	['  pt-br ', 'pt-BR'],
	// Ada's list of languages is not published: what has the form of a tag is left to Ada.
	['xx-yy', 'xx-YY'],
])('the language %s is sent as %s', async (language, sent) => {
	await runEndUser({ credential: ada.credential, parameters, items: [{ language }] });

	const [{ profile }] = await ada.people();
	expect(profile.language).toBe(sent);
});

test.each(['French', 'français', '12', 'e', 'en-', 'en--US', 'en US', 'en-US,fr', 12, '日本語'])(
	'the language %s is refused, and nothing is sent',
	async (language) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters,
			items: [{ language }],
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo, outcome } = errorAt(result);
		expect(message).toBe(`'Language' is not a language code: "${language}"`);
		expect(whatToDo).toContain('en-US');
		expect(outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	},
);

test('an empty language leaves the field out', async () => {
	await runEndUser({ credential: ada.credential, parameters, items: [{ language: ' ' }] });

	const [{ body }] = await ada.requests();
	expect(body).toEqual({ profile: {} });
});
