// SPDX-License-Identifier: Apache-2.0
// html_page.js CHROMIUM FILE... -- opens HTML reports in a browser and proves that people can use them:
// see tests/run/html-page.sh. Prints what is wrong; exits with 1 when something is.
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [, , program, ...files] = process.argv;
const widths = [1280, 390];
const schemes = ['light', 'dark'];
let failures = 0;

function fail(where, what) {
    failures++;
    console.log(`${where}: ${what}`);
}

async function checkAxe(page, where) {
    await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
    const violations = await page.evaluate(async () => {
        const result = await window.axe.run(document, { resultTypes: ['violations'] });
        return result.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, count: v.nodes.length,
                                             first: v.nodes[0].html.slice(0, 160) }));
    });
    for (const v of violations.filter(v => v.impact === 'serious' || v.impact === 'critical')) {
        fail(where, `axe: ${v.impact}: ${v.id}: ${v.help}, ${v.count} times, first ${v.first}`);
    }
    return violations.filter(v => v.impact !== 'serious' && v.impact !== 'critical').map(v => v.id);
}

async function checkWidth(page, where) {
    const [is, may] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (is > may) fail(where, `the page is ${is} pixels wide, the window ${may}`);
}

async function checkTargets(page, where) {
    const wrong = await page.evaluate(() => {
        const ids = new Map();
        for (const element of document.querySelectorAll('[id]')) ids.set(element.id, (ids.get(element.id) || 0) + 1);
        const twice = [...ids].filter(([, count]) => count > 1).map(([id]) => `id ${id} is there more than once`);
        const links = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1));
        return twice.concat([...new Set(links)].filter(id => !ids.has(id)).map(id => `nothing has the id ${id}`));
    });
    for (const what of wrong) fail(where, what);
}

// Links of the picture: all their targets become visible when they are followed.
async function checkPicture(page, where) {
    const targets = await page.evaluate(() => [...new Set([...document.querySelectorAll('.diagram svg a')]
        .map(a => a.getAttribute('href')))]);
    if (targets.length === 0) fail(where, 'the picture has no links');
    const unseen = await page.evaluate(async all => {
        const hidden = [];
        for (const target of all) {
            location.hash = target;
            await new Promise(done => requestAnimationFrame(done));
            const there = document.querySelector(target);
            const box = there ? there.getBoundingClientRect() : { height: 0 };
            if (!(there && there.checkVisibility() && box.top < innerHeight && box.bottom > 0)) hidden.push(target);
        }
        return hidden;
    }, targets);
    for (const target of unseen) fail(where, `following ${target} shows nothing`);
    const first = page.locator('.diagram svg a[href^="#element-"]').first();
    await first.focus();
    await page.keyboard.press('Enter');
    const target = await first.getAttribute('href');
    if (!page.url().endsWith(target)) fail(where, 'Enter doesn\'t follow a link of the picture');
}

async function checkKeyboard(page, where) {
    await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
    await page.keyboard.press('Tab');
    const skip = await page.evaluate(() => document.activeElement.getAttribute('href'));
    if (skip !== '#main') fail(where, 'the first stop isn\'t the link to the content');
    const fold = page.locator('details:not([open]) > summary:visible').first();
    if (await fold.count() === 0) return;
    const handle = await fold.elementHandle();
    await handle.focus();
    await page.keyboard.press('Enter');
    if (!await handle.evaluate(s => s.parentElement.open)) fail(where, 'Enter doesn\'t open a fold');
    await page.keyboard.press(' ');
    if (await handle.evaluate(s => s.parentElement.open)) fail(where, 'Space doesn\'t close a fold');
}

// A level's box that isn't checked hides the rows of the level, and no other.
async function checkFilter(page, where) {
    for (const box of await page.locator('.filter input').all()) {
        const level = (await box.getAttribute('id')).replace('show-', '');
        const shown = () => page.evaluate(name => [...document.querySelectorAll('.hits tbody tr')]
            .filter(row => row.classList.contains(name) && getComputedStyle(row).display !== 'none').length, level);
        const others = () => page.evaluate(name => [...document.querySelectorAll('.hits tbody tr')]
            .filter(row => !row.classList.contains(name) && getComputedStyle(row).display !== 'none').length, level);
        const before = await others();
        if (await shown() === 0) fail(where, `no row of level ${level} is shown`);
        await box.focus();
        await page.keyboard.press(' ');
        if (await shown() > 0) fail(where, `rows of level ${level} are still shown`);
        if (await others() !== before) fail(where, `filtering ${level} changes other rows`);
        await page.keyboard.press(' ');
    }
}

// What a report of a case rests on lies beside it.
async function checkEvidence(page, where, file) {
    const links = await page.evaluate(() => [...new Set([...document.querySelectorAll('a')].map(a => a.getAttribute('href')))]
        .filter(href => !href.startsWith('#') && !href.startsWith('http')));
    if (links.length === 0) fail(where, 'no link leads to evidence');
    for (const href of links) {
        if (!fs.existsSync(path.join(path.dirname(file), href))) fail(where, `${href} isn't there`);
    }
}

// On paper all folds are open, and nothing is cut off.
async function checkPaper(page, where) {
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.evaluate(() => [...document.querySelectorAll('details:not([open]) > .body')]
        .filter(body => !body.checkVisibility()).length);
    if (hidden > 0) fail(where, `${hidden} folds stay closed on paper`);
    const cut = await page.evaluate(() => {
        const picture = document.querySelector('.diagram svg');
        return picture && picture.getBoundingClientRect().right > picture.parentElement.getBoundingClientRect().right + 1;
    });
    if (cut) fail(where, 'the picture is cut off on paper');
    await page.emulateMedia({ media: 'screen' });
}

async function checkFile(browser, file, width, colorScheme) {
    const where = `${path.basename(file)} at ${width}, ${colorScheme}`;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    page.on('pageerror', error => fail(where, `error: ${error.message}`));
    page.on('request', request => { if (!request.url().startsWith('file:')) fail(where, `loads ${request.url()}`); });
    await page.goto('file://' + path.resolve(file));
    await checkWidth(page, where);
    await checkTargets(page, where);
    await checkKeyboard(page, where);
    const hunt = await page.locator('.hits').count() > 0; // its picture is a histogram, without links
    if (hunt && colorScheme === 'light') await checkFilter(page, where);
    const incident = await page.locator('.story').count() > 0; // the report of a case
    if (incident) await checkEvidence(page, where, file);
    if (!hunt && !incident && colorScheme === 'light') await checkPicture(page, where);
    if (width > 1000) await checkPaper(page, where);
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    const minor = await checkAxe(page, where); // what stands in folds counts
    await checkWidth(page, where + ', unfolded');
    await context.close();
    return minor;
}

async function run() {
    const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
    const minor = new Set();
    for (const file of files) {
        for (const width of widths) {
            for (const scheme of schemes) {
                for (const id of await checkFile(browser, file, width, scheme)) minor.add(id);
            }
        }
    }
    await browser.close();
    console.log(`${files.length} pages, ${widths.length} widths, ${schemes.length} schemes: ${failures} failures` +
                (minor.size > 0 ? `; axe also mentions ${[...minor].sort().join(', ')}` : ''));
    process.exit(failures > 0 ? 1 : 0);
}

run().catch(error => {
    console.log(error.message);
    process.exit(1);
});
