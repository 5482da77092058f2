import { squareRoot } from './numbers';

/** A place in millionths of a degree. */
export interface Place {
  readonly lat: bigint;
  readonly lon: bigint;
}

// scoring.md, section 3.4: round(cos(d degrees) * 10^9) for d = 0..90 is published data.
const COSINES: readonly bigint[] = [
  1000000000n,
  999847695n,
  999390827n,
  998629535n,
  997564050n,
  996194698n,
  994521895n,
  992546152n,
  990268069n,
  987688341n,
  984807753n,
  981627183n,
  978147601n,
  974370065n,
  970295726n,
  965925826n,
  961261696n,
  956304756n,
  951056516n,
  945518576n,
  939692621n,
  933580426n,
  927183855n,
  920504853n,
  913545458n,
  906307787n,
  898794046n,
  891006524n,
  882947593n,
  874619707n,
  866025404n,
  857167301n,
  848048096n,
  838670568n,
  829037573n,
  819152044n,
  809016994n,
  798635510n,
  788010754n,
  777145961n,
  766044443n,
  754709580n,
  743144825n,
  731353702n,
  719339800n,
  707106781n,
  694658370n,
  681998360n,
  669130606n,
  656059029n,
  642787610n,
  629320391n,
  615661475n,
  601815023n,
  587785252n,
  573576436n,
  559192903n,
  544639035n,
  529919264n,
  515038075n,
  500000000n,
  484809620n,
  469471563n,
  453990500n,
  438371147n,
  422618262n,
  406736643n,
  390731128n,
  374606593n,
  358367950n,
  342020143n,
  325568154n,
  309016994n,
  292371705n,
  275637356n,
  258819045n,
  241921896n,
  224951054n,
  207911691n,
  190808995n,
  173648178n,
  156434465n,
  139173101n,
  121869343n,
  104528463n,
  87155743n,
  69756474n,
  52335956n,
  34899497n,
  17452406n,
  0n,
];
const FULL_CIRCLE = 360_000_000n;
const TWO_DEGREES = 2_000_000n;

/** Whole metres between two places, by integers only. */
export function metresBetween(a: Place, b: Place): bigint {
  const mid = size(a.lat + b.lat);
  const index = Number(mid / TWO_DEGREES);
  const rest = mid % TWO_DEGREES;
  const here = COSINES[index] ?? 0n;
  const next = COSINES[index + 1] ?? 0n;
  const cosine = here - ((here - next) * rest + TWO_DEGREES / 2n) / TWO_DEGREES;
  const east = foldedLongitude(a.lon, b.lon) * cosine;
  const north = size(a.lat - b.lat) * 1_000_000_000n;
  const distance = squareRoot(east * east + north * north);
  return (distance * 111_195_080n + 500_000_000_000_000_000n) / 1_000_000_000_000_000_000n;
}

function foldedLongitude(one: bigint, other: bigint): bigint {
  const difference = size(one - other) % FULL_CIRCLE;
  return difference > FULL_CIRCLE / 2n ? FULL_CIRCLE - difference : difference;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
