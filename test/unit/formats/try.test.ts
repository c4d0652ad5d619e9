import { openAsBlob } from 'node:fs';
import { it } from 'vitest';
import { sourceOf } from '../../../src/data/importers/source';
import { givenFile } from '../../../src/data/importers/given';
it('x', async()=>{
  const blob=await openAsBlob('/tmp/big/big.tgz'); const file=new File([blob],'big.tgz');
  let peak=0; const timer=setInterval(()=>{peak=Math.max(peak,process.memoryUsage().rss)},20);
  const rss0=process.memoryUsage().rss; let t=performance.now();
  const given={...givenFile('big.tgz',blob as File)};
  const s=await sourceOf([given]); console.log('scan',(performance.now()-t)|0,'ms', s.files.length, 'readable', s.files.filter(f=>s.readable!(f.path)).length, 'peak MB',((peak-rss0)/1e6)|0);
  t=performance.now(); let n=0; const keep=s.files.filter(f=>f.path.includes('000433059')).map(f=>f.path);
  await s.fetch(new Set(keep),{report:()=>{n++}}); console.log('fetch',(performance.now()-t)|0,n,'peak MB',((peak-rss0)/1e6)|0);
  clearInterval(timer);
}, 100000);
