import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/** Which numbers Ada keeps: whole ones of end users, all of conversations and channels. */
export type Numbers = 'whole' | 'any';

const BOOLEAN = { name: 'Boolean', value: 'boolean', description: 'True or false' };

const TYPES: Record<Numbers, INodePropertyOptions[]> = {
	whole: [BOOLEAN, { name: 'Text', value: 'string' }, { name: 'Whole Number', value: 'integer' }],
	any: [BOOLEAN, { name: 'Number', value: 'number' }, { name: 'Text', value: 'string' }],
};

const NUMBER_WORDS: Record<Numbers, string> = { whole: 'whole numbers', any: 'numbers' };

/**
 * The two ways in which a form takes metadata: rows of key, type and value, and JSON. `key` is the
 * row's field for the key, `value` what is special about its value, `json` the hint for JSON.
 */
export function metadataGroups(
	key: INodeProperties,
	value: Partial<INodeProperties>,
	json: string,
	numbers: Numbers = 'whole',
): INodePropertyCollection[] {
	return [
		{
			displayName: 'Key and Value',
			name: 'pairs',
			values: [
				key,
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: TYPES[numbers],
					default: 'string',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'If this comes out empty, the key stays as it is',
					...value,
				},
			],
		},
		{
			displayName: 'From JSON',
			name: 'json',
			values: [
				{
					displayName: 'Object',
					name: 'json',
					type: 'json',
					default: '{}',
					description: `${json}: text, ${NUMBER_WORDS[numbers]}, true or false. Null removes a key.`,
				},
			],
		},
	];
}
