import { OlderN8n } from '../../scripts/olderN8nRest.mjs';
import { trialOwner } from '../../scripts/owner.mjs';
import { olderN8n } from '../../scripts/places.mjs';
import { until } from '../../scripts/waiting.mjs';
import { Stage } from './stage.mjs';

/** The last n8n 1, with the same package installed in the same way. */
export class OlderStage extends Stage {
	installed = olderN8n;

	async startN8n(settings) {
		// It refuses to start without modules that it does not have.
		await super.startN8n({ N8N_DISABLED_MODULES: '', ...settings });
	}

	async signIn() {
		// It calls itself ready before it has registered its own addresses and the workflows' triggers.
		await until(() => this.logOf().includes('Editor is now accessible'), {
			seconds: 120,
			otherwise: 'n8n 1 had not opened its editor after 120 s.',
		});
		return await OlderN8n.signedIn(this.server.baseUrl, trialOwner);
	}
}
