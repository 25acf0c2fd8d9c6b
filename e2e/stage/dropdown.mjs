/** Chooses from the list that a click on `field` opens. */
export async function choose(field, name) {
	const list = await clickIn(field, name);
	await list.waitFor({ state: 'hidden' });
}

/** What the list offers that a click on `field` opens, which is closed again. */
export async function choicesOf(field) {
	const page = field.page();
	await field.click();
	const list = page.locator('.el-select-dropdown:visible');
	await list.waitFor();
	const names = await list.locator('[role=option]').allInnerTexts();
	await page.keyboard.press('Escape');
	await list.waitFor({ state: 'hidden' });
	return names;
}

/** Chooses one more from the list that a click on `field` opens, and that stays open for others. */
export async function chooseAlso(field, name) {
	const list = await clickIn(field, name);
	await field.page().keyboard.press('Escape');
	await list.waitFor({ state: 'hidden' });
}

async function clickIn(field, name) {
	const page = field.page();
	await field.click();
	const list = page.locator('.el-select-dropdown:visible');
	await list
		.locator('[role=option]')
		.filter({ has: page.getByText(name, { exact: true }) })
		.click();
	return list;
}
