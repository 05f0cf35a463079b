import { encodeText } from "../../../../sdk/encoding/text";
import { parseDecimal } from "../../../../sdk/json/decimal";
import { Random } from "../random";

function parse(text: string): f64 {
  const bytes = encodeText(text);
  return parseDecimal(bytes.dataStart, bytes.length);
}

/** Compares the bits, so that 0 and -0 differ. */
function expectBits(text: string, bits: u64): void {
  expect(reinterpret<u64>(parse(text))).toBe(bits, text);
}

// Doubles of random bits as V8 prints them, shortest or with 21 digits, and their bits.
const RANDOM: string[] = [
  "6.11183293209086109998e-188",
  "-1.64682237467357e-170",
  "1.31990736921576057617e-150",
  "3.68230290150645e-16",
  "3.06546362738651680208e+47",
  "1.0667621508591658e-96",
  "-4.91374990653608642249e-73",
  "-2.1458744900592312e+294",
  "-1.16119022217696380427e-247",
  "-1.0476225662953506e-133",
  "5.12902003416557730923e-125",
  "3.8819169293103906e-172",
  "-1.42666900742948632427e-19",
  "1.7926168246384762e+15",
  "2.81857646766892927794e-267",
  "-2.996191756200966e+249",
  "5.55797353497296362443e+198",
  "-4.615863155848927e+104",
  "1.3069003391790275e-90",
  "1.45771073103403274478e+111",
  "3.1236572914384534e-3",
  "-5.54060043444371595715e-229",
  "-1.0676277787209201e-82",
];

const RANDOM_BITS: u64[] = [
  0x19110502fe219128, 0x9cafd22f4dd9ca7a, 0x20d1484420a20cd1, 0x3cba88a66153ca03, 0x49cad901d5149c0b,
  0x2c023a8d7592c13d, 0xb0ebc82ac6cb0f2a, 0xfd0ae11c29bfd066, 0x8ca9fb0b04b8cb3e, 0xa453094c056a4550,
  0x26215c1645d263ef, 0x1c5800be2c61c477, 0xbc050dcd996bc002, 0x4319798084343031, 0x0897442775508980,
  0xf3bac85a430f3b06, 0x69329699d5e6927b, 0xd5a9c2d77bdd5a23, 0x2d454c311742d4ed, 0x5703657fbe857038,
  0x3f6996c8bd23f6b4, 0x908ae18184d908df, 0xaee9ecf386eaef8b,
];

// Points exactly halfway between two doubles, and the even one of the two.
const HALFWAY: string[] = [
  "100000000000000011102230246251565404236316680908203125e-53",
  "100000000000000033306690738754696212708950042724609375e-53",
  "19342813113834068942782464e0",
  "100000000000000016777216e0",
  "5960464477539067132211430296954979279888675591791979968547821044921875e-77",
  "1661713941662082126083648942429149105566791359929884933529758346570405491693378507989109493792057037353515625e-132",
];

const HALFWAY_BITS: u64[] = [
  0x3ff0000000000000, 0x3ff0000000000002, 0x4530000000000000, 0x44b52d02c7e14af8, 0x3e70000000000004,
  0x3b00123456789abc,
];

describe("parseDecimal", () => {
  it("reads integers up to 2 ** 53 and just beyond", () => {
    expectBits("0", 0);
    expectBits("-0", 0x8000000000000000);
    expectBits("-0.0e5", 0x8000000000000000);
    expect(parse("1700000000")).toBe(1700000000);
    expect(parse("9007199254740991")).toBe(9007199254740991);
    expectBits("9007199254740992", 0x4340000000000000);
    expectBits("9007199254740993", 0x4340000000000000);
    expectBits("9007199254740994", 0x4340000000000001);
    expectBits("9007199254740995", 0x4340000000000002);
    expectBits("18446744073709551615", 0x43f0000000000000);
  });

  it("breaks a tie to even, and only a tie", () => {
    expectBits("9007199254740993.0", 0x4340000000000000);
    expectBits("9007199254740993." + "0".repeat(1000) + "1", 0x4340000000000001);
    expectBits("9007199254740992." + "9".repeat(1000), 0x4340000000000000);
  });

  it("reads fractions", () => {
    expectBits("0.1", 0x3fb999999999999a);
    expectBits("0.3", 0x3fd3333333333333);
    expectBits("-2.5", 0xc004000000000000);
    expectBits("3.14159265358979323846264338327950288", 0x400921fb54442d18);
  });

  it("reads large exponents, on which the standard library is off by powers of ten", () => {
    expectBits("1e23", 0x44b52d02c7e14af6);
    expectBits("-1.3738622854684155e+52", 0xcac25c2c71bb36fe);
    expectBits("8.41e21", 0x447c7e83209e90b2);
    expectBits("1e308", 0x7fe1ccf385ebc8a0);
    expectBits("1.7976931348623157e308", 0x7fefffffffffffff);
    expectBits("1.7976931348623158e308", 0x7fefffffffffffff);
  });

  it("overflows to infinity from halfway beyond the largest double", () => {
    expectBits("1.7976931348623159e308", 0x7ff0000000000000);
    expectBits("-1e309", 0xfff0000000000000);
    expectBits("1e99999999999999999999", 0x7ff0000000000000);
    expectBits("1" + "0".repeat(400), 0x7ff0000000000000);
  });

  it("underflows through the subnormals to zero", () => {
    expectBits("2.2250738585072014e-308", 0x0010000000000000);
    expectBits("2.2250738585072011e-308", 0x000fffffffffffff);
    expectBits("5e-324", 1);
    expectBits("2.4703282292062328e-324", 1);
    expectBits("2.4703282292062327e-324", 0);
    expectBits("-1e-400", 0x8000000000000000);
    expectBits("1e-99999999999999999999", 0);
  });

  it("weighs digits against the exponent, however many", () => {
    expect(parse("1" + "0".repeat(3000) + "e-3000")).toBe(1);
    expect(parse("0." + "0".repeat(3000) + "1e3001")).toBe(1);
    expect(parse("0." + "0".repeat(3000) + "1e3000")).toBe(0.1);
    expect(parse("123456789" + "0".repeat(30) + "e-30")).toBe(123456789);
  });

  it("reads doubles of every size to the bit", () => {
    for (let i = 0; i < RANDOM.length; i++) expectBits(RANDOM[i], RANDOM_BITS[i]);
  });

  it("rounds the points halfway to even, and a digit more up", () => {
    for (let i = 0; i < HALFWAY.length; i++) {
      const text = HALFWAY[i];
      const bits = HALFWAY_BITS[i];
      expectBits(text, bits);
      const exponent = text.indexOf("e");
      const digits = text.substring(0, exponent);
      const above = bits + (reinterpret<f64>(bits) < parse(digits + ".9" + text.substring(exponent)) ? 1 : 0);
      expectBits(digits + "." + "0".repeat(900) + "1" + text.substring(exponent), above);
    }
  });

  it("reads long spellings of an integer as the integer", () => {
    const random = new Random(12);
    let failures = 0;
    for (let round = 0; round < 300; round++) {
      const integer = ((<u64>random.next()) << 21) | (random.next() >> 11);
      const zeros = random.below(200);
      if (parse(integer.toString() + "0".repeat(zeros) + ".000e-" + zeros.toString()) != <f64>integer) failures++;
    }
    expect(failures).toBe(0);
  });
});
