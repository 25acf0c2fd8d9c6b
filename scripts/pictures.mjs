import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runPictures.mjs').then(({ runPictures }) => runPictures(process.argv.slice(2)));
