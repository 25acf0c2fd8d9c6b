import { runEndUser } from './engine';
import { LocalAda } from './localAda';
import { metadataRow } from './forms';
let ada: LocalAda;
beforeAll(async () => { ada = await LocalAda.start(); });
afterAll(() => ada.close());
test.each(["={{ $json. }}", "={{ $('Nowhere').first().json.x }}", "={{ $json.v.trim }}",'=crm-{{ $json.o }}', '=crm-{{ $json.l }}', '=a {{ $json.d }}', '={{ $json.price * 2 }}', '={{ $json.o }}{{ $json.o }}', '={{ $now }}', '=at {{ DateTime.fromISO("2026-11-23") }}', '={{ [DateTime.fromISO("2026-11-23",{zone:"utc"})] }}'])('%s', async (e) => {
  const r = await runEndUser({ credential: ada.credential, parameters: { operation: 'create', externalId: 'x', profile: { firstName: e }, metadata: {pairs: [metadataRow('k', e)]}}, items: [{v: 'a', o: {a:1}, l: ['a',1], d: new Date(0) as any, n: 's'}], onError: 'continueRegularOutput' });
  console.log(e, '\n', JSON.stringify(r.json[0][0].error), JSON.stringify((await ada.people())[0]?.profile.first_name), JSON.stringify((await ada.people())[0]?.profile.metadata));
  await ada.reset();
});
