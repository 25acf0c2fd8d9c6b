const words = {
	updated: 'updated   (found, and the file says something else)',
	unchanged: 'unchanged (found, and nothing differs: nothing was sent)',
	created: 'created   (not found)',
	refused: 'refused   (the row cannot be right; the others went on)',
};

/** Prints how many rows became what, and each refused one with its reason. */
export function printRows(rows) {
	console.log(`\n${rows.length} rows of workflows/contacts.csv:`);
	for (const [outcome, text] of Object.entries(words)) {
		const count = rows.filter((row) => row.outcome === outcome).length;
		console.log(`  ${String(count).padStart(3)} ${text}`);
	}
	const others = rows.filter(({ outcome }) => !(outcome in words));
	for (const { row, outcome } of others) console.log(`      row ${row}: ${outcome}`);

	const refused = rows.filter(({ outcome }) => outcome === 'refused');
	if (refused.length === 0) return;
	console.log('\nRefused, as "Rows to Fix" shows them in n8n:');
	for (const { row, externalId, by, reason, whatToDo } of refused) {
		console.log(`  row ${String(row).padStart(2)}  ${shown(externalId)}   at ${by}`);
		console.log(`          ${reason}.`);
		console.log(`          ${whatToDo}.`);
	}
}

function shown(externalId) {
	return externalId === '' ? '(empty ID)' : externalId;
}
