// Up to nine stretches of rows that are picked, in order. A shader that uses this file binds `params` with begin_0,
// end_0 … begin_8, end_8 (empty ones behind the last).
const NO_ROW = 0xffffffffu;

fn stretch(k: u32) -> vec2u {
  switch (k) {
    case 0u: { return vec2u(params.begin_0, params.end_0); }
    case 1u: { return vec2u(params.begin_1, params.end_1); }
    case 2u: { return vec2u(params.begin_2, params.end_2); }
    case 3u: { return vec2u(params.begin_3, params.end_3); }
    case 4u: { return vec2u(params.begin_4, params.end_4); }
    case 5u: { return vec2u(params.begin_5, params.end_5); }
    case 6u: { return vec2u(params.begin_6, params.end_6); }
    case 7u: { return vec2u(params.begin_7, params.end_7); }
    default: { return vec2u(params.begin_8, params.end_8); }
  }
}

fn source_of(picked: u32) -> u32 {
  var left = picked;
  for (var k = 0u; k < 9u; k++) {
    let s = stretch(k);
    if (left < s.y - s.x) { return s.x + left; }
    left -= s.y - s.x;
  }
  return NO_ROW;
}

fn picked_of(source: u32) -> u32 {
  var before = 0u;
  for (var k = 0u; k < 9u; k++) {
    let s = stretch(k);
    if (source >= s.x && source < s.y) { return before + source - s.x; }
    before += s.y - s.x;
  }
  return NO_ROW;
}
