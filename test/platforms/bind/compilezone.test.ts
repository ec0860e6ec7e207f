import { againstBind } from './against-bind.ts';

againstBind(1);
