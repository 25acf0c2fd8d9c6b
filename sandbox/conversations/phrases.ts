/** What the sandbox's AI Agent can say in one language. */
interface Phrases {
	greeting: string;
	/** The answer to a message, which it quotes. */
	reply: (asked: string) => string;
	/** Whatever it says beyond that, where it was told to send several messages. */
	more: string;
}

const english: Phrases = {
	greeting: 'Hello! How can I help?',
	reply: (asked) => `I have read “${asked}”. What else can I do for you?`,
	more: 'One moment please, I am still looking.',
};

/** By the first part of a language tag. English is always on, and what is fallen back to (Ada docs, languages). */
const byLanguage = new Map<string, Phrases>([
	['en', english],
	[
		'de',
		{
			greeting: 'Hallo! Wie kann ich helfen?',
			reply: (asked) => `Ich habe „${asked}“ gelesen. Was kann ich noch tun?`,
			more: 'Einen Moment bitte, ich suche noch.',
		},
	],
	[
		'es',
		{
			greeting: '¡Hola! ¿En qué puedo ayudar?',
			reply: (asked) => `He leído «${asked}». ¿Qué más puedo hacer?`,
			more: 'Un momento, por favor, sigo buscando.',
		},
	],
	[
		'fr',
		{
			greeting: 'Bonjour ! Comment puis-je aider ?',
			reply: (asked) => `J’ai lu « ${asked} ». Que puis-je faire d’autre ?`,
			more: 'Un instant, je cherche encore.',
		},
	],
	[
		'it',
		{
			greeting: 'Ciao! Come posso aiutare?',
			reply: (asked) => `Ho letto «${asked}». Che altro posso fare?`,
			more: 'Un momento, sto ancora cercando.',
		},
	],
	[
		'ja',
		{
			greeting: 'こんにちは。ご用件をお聞かせください。',
			reply: (asked) => `「${asked}」を拝見しました。ほかにご用件はありますか。`,
			more: '少々お待ちください。お調べしています。',
		},
	],
	[
		'nl',
		{
			greeting: 'Hallo! Waarmee kan ik helpen?',
			reply: (asked) => `Ik heb “${asked}” gelezen. Wat kan ik nog doen?`,
			more: 'Een ogenblik, ik zoek nog.',
		},
	],
	[
		'pt',
		{
			greeting: 'Olá! Como posso ajudar?',
			reply: (asked) => `Li “${asked}”. O que mais posso fazer?`,
			more: 'Um momento, ainda estou procurando.',
		},
	],
]);

/** The phrases for a language tag such as `fr-CA`; English for none and for unknown ones. */
export function phrasesIn(language: string | null): Phrases {
	const [first = ''] = (language ?? '').toLowerCase().split(/[-_]/);
	return byLanguage.get(first) ?? english;
}
