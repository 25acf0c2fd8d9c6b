import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
// Imported only now: a Node that is too old could not even read it.
import('./localTrial.mjs').then(({ localTrial }) => localTrial(process.argv.slice(2)));
