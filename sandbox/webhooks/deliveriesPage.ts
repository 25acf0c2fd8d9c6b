import type { ShownAttempt, ShownDelivery } from './shownDelivery';

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => entities[sign]);
}

/** A button that sends a body to the control API and shows the page again. */
function button(label: string, path: string, body: object): string {
	const data = `data-path="${escaped(path)}" data-body="${escaped(JSON.stringify(body))}"`;
	return `<button ${data}>${escaped(label)}</button>`;
}

function attemptLine({
	number,
	at,
	status,
	error,
	ms,
	answer,
	manual,
	copy,
}: ShownAttempt): string {
	const kind = `${manual ? ', by hand' : ''}${copy ? ', copy' : ''}`;
	const outcome = status === null ? (error ?? '') : String(status);
	const said = answer === '' ? '' : ` <q>${escaped(answer)}</q>`;
	return `<li>${number}${kind}: ${escaped(outcome)}, ${ms} ms, ${escaped(at)}${said}</li>`;
}

function row(delivery: ShownDelivery): string {
	const { messageId, endpointId, url, type, event, raw, at, state, nextAttemptAt } = delivery;
	const text = raw ?? JSON.stringify(event, null, 2);
	const next = nextAttemptAt === null ? '' : `<p>next: ${escaped(nextAttemptAt)}</p>`;
	const cells = [
		escaped(at),
		`<details><summary>${escaped(type)}</summary><pre>${escaped(text)}</pre></details>`,
		`${escaped(url)}<br><code>${escaped(endpointId)}</code>`,
		`<code>${escaped(messageId)}</code>`,
		`<b class="${state}">${state}</b>`,
		`<ol>${delivery.attempts.map(attemptLine).join('')}</ol>${next}`,
		button('Resend', `/sandbox/deliveries/${messageId}/resend`, { endpointId }),
	];
	return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: 0.4em 0.6em; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; }
ol { list-style: none; margin: 0; padding: 0; }
.delivered { color: #06722d; }
.failed, .dropped { color: #a8071a; }
`;

const script = `
for (const button of document.querySelectorAll('button')) {
	button.addEventListener('click', async () => {
		const { path, body } = button.dataset;
		const answer = await fetch(path, { method: 'POST', body });
		if (!answer.ok) return alert((await answer.json()).message);
		setTimeout(() => location.reload(), 300);
	});
}
`;

/**
 * The log of deliveries for a person to read, with buttons that send again.
 * @param deliveries the newest first
 * @param counts what stands above the table
 */
export function deliveriesPage(
	deliveries: readonly ShownDelivery[],
	counts: Readonly<Record<string, number>>,
): string {
	const summary = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
	const heads = ['Time', 'Event', 'Endpoint', 'Message', 'State', 'Attempts', ''];
	return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Deliveries</title><style>${style}</style></head>
<body>
<h1>Deliveries</h1>
<p>${summary.map(escaped).join(' · ')}</p>
<p>${button('Recover failed', '/sandbox/deliveries/recover', { since: new Date(0).toISOString() })}
<a href="/sandbox/deliveries.html">Refresh</a></p>
<table>
<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>
${deliveries.map(row).join('\n')}
</tbody>
</table>
<script>${script}</script>
</body>
</html>
`;
}
