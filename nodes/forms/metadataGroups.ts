import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/**
 * The two ways in which a form takes metadata: rows of key, type and value, and JSON. `key` is the
 * row's field for the key, `value` what is special about its value, `json` the hint for JSON.
 */
export function metadataGroups(
	key: INodeProperties,
	value: Partial<INodeProperties>,
	json: string,
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
					options: [
						{ name: 'Boolean', value: 'boolean', description: 'True or false' },
						{ name: 'Text', value: 'string' },
						{ name: 'Whole Number', value: 'integer' },
					],
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
					description: `${json}: text, whole numbers, true or false. Null removes a key.`,
				},
			],
		},
	];
}
