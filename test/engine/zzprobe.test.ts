import { runEndUser } from './engine';
import { metadataRow, sensitiveRow } from './forms';
import { LocalAda } from './localAda';
import { appendFileSync, writeFileSync } from 'node:fs';
let ada: LocalAda;
beforeAll(async () => { ada = await LocalAda.start({variables:[{id:'1',name:'plan_type'}]}); });
afterAll(() => ada.close());
const values: Record<string, [unknown, string]> = {
 missing: [undefined, '={{ $json.v }}'], null: [null, '={{ $json.v }}'], empty: ['', '={{ $json.v }}'], spaces: ['  ', '={{ $json.v }}'],
 zero: [0, '={{ $json.v }}'], twelve: [12, '={{ $json.v }}'], twelveText: ['12', '={{ $json.v }}'], frac: [1.5, '={{ $json.v }}'], true: [true, '={{ $json.v }}'],false: [false, '={{ $json.v }}'],
 iso: ['2026-11-23', '={{ $json.v }}'], isoTime: ['2026-11-23T10:00:00.000Z', '={{ $json.v }}'], luxon: ['', "={{ DateTime.fromISO('2026-11-23T10:00:00.000Z', {zone:'utc'}) }}"], date: ['', "={{ new Date('2026-11-23T10:00:00.000Z') }}"],
 dateIn: [new Date('2026-11-23T10:00:00.000Z'), '={{ $json.v }}'],
 object: [{ a: 1 }, '={{ $json.v }}'], list: [['a', 'b'], '={{ $json.v }}'], accents: ['Zoë 🦊', '={{ $json.v }}'], deep: [undefined, '={{ $json.a.b.c }}'],
 nan: ['', '={{ Number("x") }}'], inf: ['', '={{ 1/0 }}'], big: ['', '={{ 12345678901234567890 }}'], mixed: ['', '={{ $json.v }}-{{ $json.w }}'], undefText: ['', '=x{{ $json.q }}'],
 bad: ['', '={{ $json.v.foo.bar() }}'], syntax: ['', '={{ $json. }}'],fn:['','={{ $json.v.trim }}'], noNode: ['', "={{ $('Nowhere').first().json.x }}"],
};
const kinds: Record<string, (e: string, v: unknown) => any> = {
 externalId: (e) => ({ externalId: e }),
 text: (e) => ({ profile: { firstName: e } }),
 language: (e) => ({ profile: { language: { __rl: true, mode: 'code', value: e } } }),
 rowText: (e) => ({ metadata: { pairs: [metadataRow('k', e, 'string')] } }),
 rowInt: (e) => ({ metadata: { pairs: [metadataRow('k', e, 'integer')] } }),
 rowBool: (e) => ({ metadata: { pairs: [metadataRow('k', e, 'boolean')] } }),
 json: (e) => ({ metadata: { json: [{ json: e }] } }),
 jsonKey: (e) => ({ metadata: { json: [{ json: e.replace(/^=\{\{ (.*) \}\}$/, '={{ ({ k: $1 }) }}') }] } }),
 sRow: (e) => ({ sensitiveMetadata: { pairs: [sensitiveRow('k', e)] } }),
 sJson: (e) => ({ sensitiveMetadata: { json: [{ json: e }] } }),
 sJsonKey: (e) => ({ sensitiveMetadata: { json: [{ json: e.replace(/^=\{\{ (.*) \}\}$/, '={{ ({ k: $1 }) }}') }] } }),
 byHand: (e) => ({ fieldsFrom: 'columns', columns: { mappingMode: 'defineBelow', value: { first_name: e } } }),
 byHandMeta: (e) => ({ fieldsFrom: 'columns', columns: { mappingMode: 'defineBelow', value: { 'metadata.k': e } } }),
 byName: () => ({ fieldsFrom: 'columns', columns: { mappingMode: 'autoMapInputData', value: null }, options: { otherColumns: 'metadata' } }),
 setExternalId: (e) => ({ operation: 'update', endUser: { __rl: true, mode: 'externalId', value: 'p' }, options: { setExternalId: e } }),
 remove: (e) => ({ operation: 'update', endUser: { __rl: true, mode: 'externalId', value: 'p' }, options: { removeMetadata: e } }),
 sremove: (e) => ({ operation: 'update', endUser: { __rl: true, mode: 'externalId', value: 'p' }, options: { removeSensitive: e } }),
 adaId: (e) => ({ operation: 'get', whenNotFound: 'error', endUser: { __rl: true, mode: 'adaId', value: e } }),
 rowKey: (e) => ({ metadata: { pairs: [{ key: { __rl: true, mode: 'name', value: e }, type: 'string', value: 'x' }] } }),
};
writeFileSync('/tmp/probe/out.txt', '');
test('p', async () => {
 for (const [k, form] of Object.entries(kinds)) for (const [n, [v, e]] of Object.entries(values)) {
  await ada.reset(); await ada.seed({ external_id: 'p', profile: { first_name: 'Old', language: 'fr-CA', metadata: { k: 'old', v:'old', other: 'x' } } as any });
  await ada.forgetRequests();
  const parameters = { operation: 'createOrUpdate', externalId: 'p', ...form(e, v) };
  const r = await runEndUser({ credential: ada.credential, parameters, items: [v === undefined ? {} : { v } as any], onError: 'continueRegularOutput' });
  const reqs = (await ada.requests()).filter(x => x.method !== 'GET' || x.query.external_id !== 'p');
  const err = (r.json[0]?.[0] as any)?.error;
  appendFileSync('/tmp/probe/out.txt', `${k.padEnd(14)} ${n.padEnd(10)} ${err ? `${err.outcome}: ${err.message} | ${err.whatToDo} ${JSON.stringify(err.adaDetails)??''}` : r.error ? 'RUN ' + r.error.message : JSON.stringify(reqs.map(x => x.body ?? x.path + '?' + x.queryString)) + ' ' + r.json[0]?.[0]?.outcome}\n`);
 }
}, 600000);
