import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { agentWorkflow, chatModel, CUSTOMER } from '../stage/aiAgent.mjs';
import { customerTools, lookUp } from '../stage/customerTools.mjs';
import { ScriptedModel } from '../stage/scriptedModel.mjs';
import { Stage } from '../stage/stage.mjs';

/** The newest of each of n8n 2.41's three kinds of AI Agent, and the one before. */
const versions = [3.1, 3, 2.2, 1.9];

describe("As tools of n8n's AI Agent", () => {
	let stage;
	let n8n;
	let ada;
	let model;
	let modelCredential;
	let channel;

	before(async () => {
		stage = await Stage.open('ai-agent');
		({ n8n, ada } = stage);
		model = await ScriptedModel.start();
		const data = model.credentialData;
		modelCredential = await n8n.putCredential({ name: 'Model', type: 'openAiApi', data });
		channel = (await ada.channels()).find(({ type }) => type === 'custom');
		await ada.agent({ greeting: false, replies: 0 });
	});

	after(async () => {
		model?.close();
		await stage?.close();
	});

	/** Publishes a workflow; resolves to a function that calls it, and gives what it answers. */
	async function published(workflow) {
		const { path } = workflow.nodes[0].parameters;
		const state = await n8n.publish(await n8n.newWorkflow(workflow));
		assert.equal(state.status, 'published');
		return async (session) => {
			const response = await fetch(n8n.webhookUrl(path), {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ text: 'Hello', ...session }),
			});
			const answer = await response.json();
			assert.equal(response.status, 200, JSON.stringify(answer));
			assert.equal(model.turnsLeft, 0);
			return answer;
		};
	}

	const agent = (options) => {
		const tools = customerTools(stage.credential, channel.id);
		const common = { path: randomUUID(), model: chatModel(modelCredential), tools };
		return agentWorkflow({ ...common, ...options });
	};

	/** Somebody in Ada whom nobody else in this suite means; resolves to their external ID. */
	async function somebody(profile = { first_name: 'Noor' }) {
		const externalId = `crm-${randomUUID().slice(0, 8)}`;
		await ada.addEndUsers([{ external_id: externalId, profile }]);
		return externalId;
	}

	async function personWith(externalId) {
		const people = await ada.endUsers();
		return people.find((person) => person.external_id === externalId.toLowerCase());
	}

	/** What the tools gave back, as the data that a model reads out of the text. */
	const answers = () => model.toolAnswers.map((text) => JSON.parse(text));

	for (const version of versions) {
		describe(`version ${version}`, () => {
			let ask;

			before(async () => {
				ask = await published(agent({ version }));
			});

			test('tells the model what each tool does and wants', async () => {
				model.follow('Hello');

				const { output } = await ask({});

				assert.equal(output, 'Hello');
				const told = Object.values(model.tools).map(({ name, description, parameters }) => {
					const wants = Object.entries(parameters.properties).map(
						([key, { type, description: what }]) => [key, type, what].filter(Boolean).join(': '),
					);
					return [name, description, ...wants];
				});
				assert.deepEqual(told.sort(), [
					['Erase_the_Customer', 'Request erasure of end users in Ada End User'],
					['Look_Up_Whoever', 'Get an end user in Ada End User'],
					['Look_Up_the_Customer', 'Get an end user in Ada End User'],
					[
						'Register_a_Colleague',
						'Create an end user in Ada End User',
						'External_ID: string: ID of the colleague, as the customer says it',
						'First_Name: string',
					],
					['Start_a_Conversation', 'Start a conversation with an end user in Ada Conversation'],
					[
						'Update_the_Customer',
						'Create or update an end user in Ada End User',
						'First_Name: string',
						'Language: string',
						'Seats: number: How many seats the customer has',
					],
					[
						'Write_as_the_Customer',
						'Send a message in a conversation in Ada Conversation',
						'Text: string',
					],
				]);
			});

			test('looks up the customer of the session', async () => {
				const customer = await somebody({ first_name: 'Noor', language: 'fr-CA' });
				model.follow([{ tool: 'Look_Up_the_Customer', input: {} }], 'You are Noor');

				const { output } = await ask({ customer });

				assert.equal(output, 'You are Noor');
				const [[found]] = answers();
				assert.equal(found.outcome, 'found');
				assert.equal(found.external_id, customer);
				assert.equal(found.profile.language, 'fr-CA');
			});

			test('says in words that there is nobody, and the model creates them', async () => {
				const customer = `crm-${randomUUID().slice(0, 8)}`;
				model.follow(
					[{ tool: 'Look_Up_the_Customer', input: {} }],
					[
						{
							tool: 'Update_the_Customer',
							input: { First_Name: 'Ana', Language: 'pt-BR', Seats: 3 },
						},
					],
					'Welcome, Ana',
				);

				await ask({ customer });

				const [[nobody], [created]] = answers();
				assert.equal(nobody.outcome, 'notFound');
				assert.equal(nobody.message, `Nobody in Ada has the external ID "${customer}"`);
				assert.match(nobody.whatToDo, /Check the ID/);
				assert.equal(created.outcome, 'created');
				const { profile } = await personWith(customer);
				assert.equal(profile.first_name, 'Ana');
				assert.equal(profile.language, 'pt-BR');
				assert.deepEqual(profile.metadata, { seats: 3 });
			});

			test('says in words what is refused, and the model corrects itself', async () => {
				const customer = await somebody();
				const update = (input) => [{ tool: 'Update_the_Customer', input }];
				model.follow(
					update({ First_Name: 'Noor', Language: 'French', Seats: 12 }),
					update({ First_Name: 'Noor', Language: 'fr-CA', Seats: 1.5 }),
					update({ First_Name: 'Noor', Language: 'fr-CA', Seats: 2 }),
					'Done',
				);

				await ask({ customer });

				const [[language], [decimals], [updated]] = answers();
				assert.deepEqual(language, {
					outcome: 'refused',
					message: '\'Language\' is not a language code: "French"',
					whatToDo: 'Use a code, not a name: language and region, such as en-US, fr-CA or pt-BR',
				});
				assert.equal(decimals.outcome, 'refused');
				assert.equal(decimals.message, '\'Metadata\' key "seats" is not a whole number');
				assert.match(decimals.whatToDo, /^Ada keeps whole numbers only/);
				assert.equal(updated.outcome, 'updated');
				const { profile } = await personWith(customer);
				assert.equal(profile.language, 'fr-CA');
				assert.deepEqual(profile.metadata, { seats: 2 });
			});

			test('says in words what Ada itself refuses', async () => {
				const customer = await somebody();
				await ada.addFault({ kind: 'status', status: 403, method: 'PATCH' });
				const input = { First_Name: 'Ana', Language: 'fr-CA', Seats: 1 };
				model.follow([{ tool: 'Update_the_Customer', input }], 'I cannot do that');

				await ask({ customer });

				const [[refused]] = answers();
				assert.equal(refused.outcome, 'refused');
				assert.equal(refused.message, 'Ada does not let this API key do that');
				assert.equal(refused.httpStatus, 403);
			});

			test('lets the model choose a person where its author wants that', async () => {
				const id = `colleague-${randomUUID().slice(0, 8)}`;
				const register = (externalId) => [
					{ tool: 'Register_a_Colleague', input: { External_ID: externalId, First_Name: 'Bea' } },
				];
				model.follow(register(`${id}-of-the-customer-in-Lisbon`), register(id), 'Done');

				await ask({});

				const [[tooLong], [created]] = answers();
				assert.equal(tooLong.outcome, 'refused');
				assert.match(tooLong.message, /'External ID' has 44 characters, and Ada takes at most 36/);
				assert.match(tooLong.whatToDo, /Use a shorter ID/);
				assert.equal(created.outcome, 'created');
				assert.equal((await personWith(id)).profile.first_name, 'Bea');
			});

			test('starts a conversation with the customer, and writes in it', async () => {
				const customer = await somebody();
				model.follow([{ tool: 'Start_a_Conversation', input: {} }], 'Started');
				await ask({ customer });

				const [[started]] = answers();
				assert.equal(started.outcome, 'created');
				const { end_user_id: person } = await personWith(customer);
				const ofPerson = async () =>
					(await ada.conversations()).filter((one) => one.end_user_id === person);
				const [conversation] = await ofPerson();
				assert.equal(conversation.id, started.id);
				assert.equal(conversation.channel_id, channel.id);

				model.follow(
					[{ tool: 'Write_as_the_Customer', input: { Text: 'Where is my parcel?' } }],
					'Sent',
				);
				await ask({ customer, conversation: started.id });

				const [{ messages }] = await ofPerson();
				const texts = messages.map(({ author, content }) => [author.role, content.body]);
				assert.deepEqual(texts, [['end_user', 'Where is my parcel?']]);
			});

			test('says in words that the conversation cannot be started with nobody', async () => {
				model.follow([{ tool: 'Start_a_Conversation', input: {} }], 'I cannot');

				await ask({ customer: 'nobody' });

				const [[nobody]] = answers();
				assert.equal(nobody.outcome, 'notFound');
				assert.equal(nobody.message, 'Nobody in Ada has the external ID "nobody"');
			});

			test('lets no model choose another person than the session’s', async () => {
				const customer = await somebody();
				const victim = await somebody({ first_name: 'Victim' });
				// What somebody who wants another's data talks the model into.
				const forged = { customer: victim, body: { customer: victim }, json: { customer: victim } };
				const change = { First_Name: 'Eve', Language: 'fr-CA', Seats: 1, ...forged };
				model.follow(
					[{ tool: 'Look_Up_the_Customer', input: forged }],
					[{ tool: 'Update_the_Customer', input: change }],
					[{ tool: 'Start_a_Conversation', input: forged }],
					[{ tool: 'Look_Up_Whoever', input: forged }],
					'Done',
				);

				await ask({ customer });

				const [[found], [updated], [started], [whoever]] = answers();
				assert.deepEqual([found.external_id, updated.external_id], [customer, customer]);
				const { end_user_id: person } = await personWith(customer);
				assert.equal(started.end_user_id, person);
				assert.equal(whoever.outcome, 'refused');
				assert.match(whoever.message, /is read from \$json, which the model .* can change/);
				assert.match(whoever.whatToDo, /^Name the node that knows who is meant/);
				assert.equal((await personWith(victim)).profile.first_name, 'Victim');
				assert.ok(!JSON.stringify(model.toolAnswers).includes('Victim'));
			});

			test('shows the model no sensitive value and no key, and sends none of the form', async () => {
				const profile = { sensitive_metadata: { fields: { pin: 'stored-pin-4711' } } };
				const customer = await somebody(profile);
				const input = { First_Name: 'Noor', Language: 'fr-CA', Seats: 1 };
				model.follow(
					[
						{ tool: 'Look_Up_the_Customer', input: {} },
						{ tool: 'Update_the_Customer', input },
					],
					'Done',
				);

				const requests = await ada.requestsDuring(
					async () => await ask({ customer, token: 'session-token-4711' }),
				);

				const seen = JSON.stringify(model.requests);
				for (const secret of ['stored-pin-4711', 'session-token-4711', ada.credentialData.apiKey]) {
					assert.ok(!seen.includes(secret), secret);
				}
				assert.ok(!JSON.stringify(requests).includes('session-token-4711'));
				const { sensitive } = await personWith(customer);
				assert.deepEqual(Object.keys(sensitive), ['pin']);
			});

			test('erases nobody', async () => {
				const customer = await somebody();
				model.follow([{ tool: 'Erase_the_Customer', input: {} }], 'I cannot do that');

				const requests = await ada.requestsDuring(async () => await ask({ customer }));

				const [[refused]] = answers();
				assert.equal(refused.outcome, 'refused');
				assert.equal(refused.message, 'Erasure is not available as a tool of an AI Agent');
				assert.match(refused.whatToDo, /Tell the user that this was not done/);
				assert.deepEqual(requests, []);
			});

			test('keeps to each customer of a loop', async () => {
				const customers = [await somebody(), await somebody()];
				const who = `={{ $('${CUSTOMER}').first().json.customer }}`;
				const inLoop = agent({
					version,
					inLoop: true,
					tools: [lookUp('Look Up the Customer', who, stage.credential)],
				});
				const askAll = await published(inLoop);
				const looked = [{ tool: 'Look_Up_the_Customer', input: {} }];
				model.follow(looked, 'One', looked, 'Two');

				await askAll({ customers: customers.map((customer) => ({ customer })) });

				const ids = model.requests
					.flatMap(({ messages }) => messages.filter(({ role }) => role === 'tool'))
					.map(({ content }) => JSON.parse(content)[0].external_id);
				assert.deepEqual(ids, customers);
			});
		});
	}

	test('erasure stands in no list of a tool', async () => {
		const types = await n8n.nodeTypes();
		const { properties } = types.find(({ name }) => name === 'n8n-nodes-ada-cx.adaEndUserTool');
		const { options } = properties.find(({ name }) => name === 'resource');
		const offered = options
			.filter(({ displayOptions }) => !displayOptions?.hide?.['@tool'])
			.map(({ value }) => value);
		assert.ok(offered.includes('endUser'));
		assert.ok(!offered.includes('erasureJob'));
	});
});
