// How JavaScript looks.
export default { printWidth: 120 };
