-- The base of the seed: the same rows every time, whoever runs it (`api migrate --seed`, `api seed`, tests, psql).
-- Run again it changes nothing that is already there: stock that was sold stays sold.
-- A product is made of a kind (name, price, text) and a variant of its category: "Brass" + "Desk Lamp".

INSERT INTO categories (id, slug, name, description) VALUES
    (1, 'lighting', 'Lighting', 'Lamps and lights for every room and for outside.'),
    (2, 'kitchen', 'Kitchen', 'Pots, pans, knives and what else a cook reaches for.'),
    (3, 'furniture', 'Furniture', 'Tables, chairs and shelves that are easy to put together.'),
    (4, 'bedroom', 'Bedroom', 'Bedding and textiles for quiet nights.'),
    (5, 'bathroom', 'Bathroom', 'Towels, mats and order around the basin.'),
    (6, 'garden', 'Garden', 'Tools and furniture for balcony and garden.'),
    (7, 'electronics', 'Electronics', 'Sound, power and screens for home and travel.'),
    (8, 'office', 'Office', 'Paper, pens and good seating for people who work at a desk.'),
    (9, 'sports', 'Sports', 'Equipment for training at home and outside.'),
    (10, 'outdoor', 'Outdoor', 'For hikes, camps and long weekends.'),
    (11, 'toys', 'Toys', 'Games and toys that last longer than a season.'),
    (12, 'books', 'Books', 'Cookery, travel and how things work.'),
    (13, 'clothing', 'Clothing', 'Plain clothes in good cloth.')
ON CONFLICT (id) DO NOTHING;

WITH variants (category_id, variant, name, factor, note) AS (
    VALUES
    (1, 1, 'Brass', 1.00, 'Our best seller.'),
    (1, 2, 'Oak', 1.15, 'Made to last.'),
    (1, 3, 'Linen', 1.25, 'A favourite in small homes.'),
    (1, 4, 'Graphite', 0.90, 'With two years of guarantee.'),
    (2, 1, 'Classic', 1.00, 'Made to last.'),
    (2, 2, 'Compact', 1.15, 'A favourite in small homes.'),
    (2, 3, 'Professional', 1.25, 'With two years of guarantee.'),
    (2, 4, 'Nordic', 0.90, 'Our best seller.'),
    (3, 1, 'Oak', 1.00, 'A favourite in small homes.'),
    (3, 2, 'Walnut', 1.15, 'With two years of guarantee.'),
    (3, 3, 'Ash', 1.25, 'Our best seller.'),
    (3, 4, 'White', 0.90, 'Made to last.'),
    (4, 1, 'Classic', 1.00, 'With two years of guarantee.'),
    (4, 2, 'Nordic', 1.15, 'Our best seller.'),
    (4, 3, 'Sand', 1.25, 'Made to last.'),
    (4, 4, 'Grey', 0.90, 'A favourite in small homes.'),
    (5, 1, 'Classic', 1.00, 'Our best seller.'),
    (5, 2, 'Bamboo', 1.15, 'Made to last.'),
    (5, 3, 'Slate', 1.25, 'A favourite in small homes.'),
    (5, 4, 'Ivory', 0.90, 'With two years of guarantee.'),
    (6, 1, 'Green', 1.00, 'Made to last.'),
    (6, 2, 'Terracotta', 1.15, 'A favourite in small homes.'),
    (6, 3, 'Cedar', 1.25, 'With two years of guarantee.'),
    (6, 4, 'Classic', 0.90, 'Our best seller.'),
    (7, 1, 'Black', 1.00, 'A favourite in small homes.'),
    (7, 2, 'White', 1.15, 'With two years of guarantee.'),
    (7, 3, 'Compact', 1.25, 'Our best seller.'),
    (7, 4, 'Pro', 0.90, 'Made to last.'),
    (8, 1, 'Black', 1.00, 'With two years of guarantee.'),
    (8, 2, 'Recycled', 1.15, 'Our best seller.'),
    (8, 3, 'Walnut', 1.25, 'Made to last.'),
    (8, 4, 'Classic', 0.90, 'A favourite in small homes.'),
    (9, 1, 'Blue', 1.00, 'Our best seller.'),
    (9, 2, 'Black', 1.15, 'Made to last.'),
    (9, 3, 'Light', 1.25, 'A favourite in small homes.'),
    (9, 4, 'Pro', 0.90, 'With two years of guarantee.'),
    (10, 1, 'Alpine', 1.00, 'Made to last.'),
    (10, 2, 'Forest', 1.15, 'A favourite in small homes.'),
    (10, 3, 'Light', 1.25, 'With two years of guarantee.'),
    (10, 4, 'Trail', 0.90, 'Our best seller.'),
    (11, 1, 'Little', 1.00, 'A favourite in small homes.'),
    (11, 2, 'Classic', 1.15, 'With two years of guarantee.'),
    (11, 3, 'Rainbow', 1.25, 'Our best seller.'),
    (11, 4, 'Travel', 0.90, 'Made to last.'),
    (12, 1, 'Pocket', 1.00, 'With two years of guarantee.'),
    (12, 2, 'Illustrated', 1.15, 'Our best seller.'),
    (12, 3, 'Hardcover', 1.25, 'Made to last.'),
    (12, 4, 'Collector''s', 0.90, 'A favourite in small homes.'),
    (13, 1, 'Classic', 1.00, 'Our best seller.'),
    (13, 2, 'Slim', 1.15, 'Made to last.'),
    (13, 3, 'Navy', 1.25, 'A favourite in small homes.'),
    (13, 4, 'Charcoal', 0.90, 'With two years of guarantee.')
),
kinds (category_id, kind, name, price, description) AS (
    VALUES
    (1, 1, 'Desk Lamp', 39.90, 'An adjustable lamp with a heavy base that stays where you put it.'),
    (1, 2, 'Floor Lamp', 89.00, 'A tall lamp that lights a reading corner without glare.'),
    (1, 3, 'Table Lamp', 49.50, 'A small lamp with a fabric shade and a warm light.'),
    (1, 4, 'Pendant Light', 74.00, 'A hanging light on a two-metre textile cable.'),
    (1, 5, 'Wall Light', 44.90, 'A quiet light for hallways that shines up and down.'),
    (1, 6, 'Bedside Lamp', 34.90, 'A dimmable lamp that fits on a narrow night stand.'),
    (1, 7, 'String Light', 24.90, 'Twenty small bulbs on a cable of ten metres, warm white.'),
    (1, 8, 'Garden Lantern', 29.90, 'A weatherproof lantern with a solar cell and a battery for eight hours.'),
    (1, 9, 'Reading Light', 24.90, 'A clip-on light with three brightness steps, charged by USB-C.'),
    (1, 10, 'Ceiling Light', 64.00, 'A flat light with a diffuser that spreads light evenly.'),
    (2, 1, 'Frying Pan', 49.90, 'A 28 cm pan that browns evenly and goes into the oven.'),
    (2, 2, 'Saucepan', 39.90, 'A two-litre pan with a pouring rim and a lid.'),
    (2, 3, 'Chef''s Knife', 79.00, 'A 20 cm blade, forged and balanced, that keeps its edge.'),
    (2, 4, 'Cutting Board', 29.90, 'A thick board with a groove that catches juice.'),
    (2, 5, 'Mixing Bowl Set', 34.90, 'Three nesting bowls with lids that seal.'),
    (2, 6, 'Baking Tray', 19.90, 'A tray with a rim of 2 cm that does not warp in the heat.'),
    (2, 7, 'Kettle', 54.90, 'A 1.7 litre kettle that boils in under four minutes.'),
    (2, 8, 'Pepper Mill', 27.50, 'A mill with a ceramic grinder in six settings.'),
    (2, 9, 'Storage Jar Set', 32.00, 'Five jars with tight lids for flour, rice and pasta.'),
    (2, 10, 'Ladle and Spoon Set', 22.90, 'Six tools with handles that stay cool.'),
    (3, 1, 'Dining Table', 399.00, 'A table for six with rounded corners, 180 by 90 cm.'),
    (3, 2, 'Dining Chair', 119.00, 'A chair with a curved back for long evenings.'),
    (3, 3, 'Bookshelf', 179.00, 'Five shelves that carry 30 kg each, with a wall fixing.'),
    (3, 4, 'Coffee Table', 149.00, 'A low table with a second shelf for magazines.'),
    (3, 5, 'Writing Desk', 249.00, 'A desk with two drawers and a cable outlet.'),
    (3, 6, 'Armchair', 329.00, 'A deep seat with a washable cover.'),
    (3, 7, 'Side Table', 69.00, 'A light table that goes where it is needed.'),
    (3, 8, 'Chest of Drawers', 289.00, 'Four drawers that close softly.'),
    (3, 9, 'Bar Stool', 99.00, 'A stool with a footrest, 65 cm high.'),
    (3, 10, 'Coat Rack', 59.00, 'Eight hooks and a stand that does not tip.'),
    (4, 1, 'Duvet Cover', 59.90, 'A cover of 135 by 200 cm with hidden buttons.'),
    (4, 2, 'Pillow', 34.90, 'A pillow of medium height, washable at 60 degrees.'),
    (4, 3, 'Fitted Sheet', 29.90, 'A sheet with an elastic all round for mattresses up to 30 cm.'),
    (4, 4, 'Wool Blanket', 89.00, 'A warm blanket with fringed ends.'),
    (4, 5, 'Mattress Topper', 129.00, 'A 6 cm topper that makes a hard bed softer.'),
    (4, 6, 'Blackout Curtain', 49.90, 'A curtain that keeps out light and some noise.'),
    (4, 7, 'Bed Frame', 349.00, 'A frame with slats, 160 by 200 cm, without tools in ten minutes.'),
    (4, 8, 'Night Stand', 79.00, 'A small cabinet with a drawer and a shelf.'),
    (4, 9, 'Alarm Clock', 24.90, 'A silent clock with a light that can be dimmed.'),
    (4, 10, 'Bedspread', 69.90, 'A quilted spread for double beds.'),
    (5, 1, 'Bath Towel', 24.90, 'A thick towel of 70 by 140 cm that dries quickly.'),
    (5, 2, 'Hand Towel Set', 19.90, 'Four towels of 50 by 100 cm.'),
    (5, 3, 'Bath Mat', 22.50, 'A soft mat with a back that does not slip.'),
    (5, 4, 'Shower Curtain', 18.90, 'A curtain with twelve rings, washable.'),
    (5, 5, 'Soap Dispenser', 14.90, 'A dispenser for 300 ml with a metal pump.'),
    (5, 6, 'Toothbrush Holder', 9.90, 'A cup with a drain, easy to clean.'),
    (5, 7, 'Laundry Basket', 39.90, 'A basket for 60 litres with a lid and a bag.'),
    (5, 8, 'Mirror Cabinet', 139.00, 'A cabinet with two doors and a socket inside.'),
    (5, 9, 'Bathrobe', 59.90, 'A robe with a hood and two pockets.'),
    (5, 10, 'Shower Shelf', 27.90, 'A shelf that holds without drilling.'),
    (6, 1, 'Watering Can', 19.90, 'A can for nine litres with a fine rose.'),
    (6, 2, 'Pruning Shears', 29.90, 'Shears with a bypass blade for twigs up to 20 mm.'),
    (6, 3, 'Garden Hose', 44.90, 'A hose of 20 metres that does not kink.'),
    (6, 4, 'Plant Pot', 17.90, 'A frost-proof pot of 30 cm with a saucer.'),
    (6, 5, 'Folding Chair', 49.90, 'A chair that folds flat and stays outside in the rain.'),
    (6, 6, 'Raised Bed', 119.00, 'A bed of 120 by 80 cm with a liner.'),
    (6, 7, 'Garden Gloves', 12.90, 'Gloves with a grip, washable.'),
    (6, 8, 'Spade', 34.90, 'A spade with a long shaft and a tread.'),
    (6, 9, 'Bird Feeder', 24.90, 'A feeder that keeps the seed dry.'),
    (6, 10, 'Parasol', 139.00, 'A parasol of three metres with a crank.'),
    (7, 1, 'Wireless Headphones', 129.00, 'Headphones with noise cancelling and 30 hours of battery.'),
    (7, 2, 'Bluetooth Speaker', 79.00, 'A waterproof speaker for 12 hours of music.'),
    (7, 3, 'USB-C Charger', 34.90, 'A charger with 65 W and two ports.'),
    (7, 4, 'Power Bank', 44.90, 'A battery of 20,000 mAh that charges a laptop.'),
    (7, 5, 'Webcam', 69.00, 'A camera with 1080p and a privacy cover.'),
    (7, 6, 'Monitor Stand', 39.90, 'A stand that raises a screen by 12 cm.'),
    (7, 7, 'HDMI Cable', 12.90, 'A cable of two metres for 4K at 120 Hz.'),
    (7, 8, 'Smart Plug', 16.90, 'A plug that measures power and keeps to a timetable.'),
    (7, 9, 'Weather Station', 89.00, 'A display with a sensor for outside, rain and wind.'),
    (7, 10, 'Digital Radio', 99.00, 'A radio for DAB+ and FM with two alarms.'),
    (8, 1, 'Office Chair', 229.00, 'A chair with lumbar support and a mesh back.'),
    (8, 2, 'Notebook', 9.90, 'A notebook with 192 dotted pages that lies flat.'),
    (8, 3, 'Fountain Pen', 39.00, 'A pen with a steel nib and a converter.'),
    (8, 4, 'Ballpoint Pen Set', 12.90, 'Five pens with refills that can be changed.'),
    (8, 5, 'Desk Organiser', 24.90, 'Six compartments for pens, notes and cables.'),
    (8, 6, 'Document Tray', 19.90, 'Three trays that stack.'),
    (8, 7, 'Whiteboard', 59.00, 'A magnetic board of 90 by 60 cm with a tray.'),
    (8, 8, 'Paper Shredder', 79.00, 'A shredder with cross cut for eight sheets.'),
    (8, 9, 'Desk Pad', 29.90, 'A pad of 80 by 40 cm that protects and does not slide.'),
    (8, 10, 'Wall Calendar', 14.90, 'A calendar with room for notes on every day.'),
    (9, 1, 'Yoga Mat', 34.90, 'A mat of 6 mm with a grip on both sides.'),
    (9, 2, 'Dumbbell Pair', 49.90, 'Two dumbbells of 5 kg with a soft grip.'),
    (9, 3, 'Skipping Rope', 14.90, 'A rope with bearings, length adjustable.'),
    (9, 4, 'Resistance Band Set', 19.90, 'Five bands from light to strong with a bag.'),
    (9, 5, 'Running Belt', 22.90, 'A belt for phone and keys that does not bounce.'),
    (9, 6, 'Water Bottle', 18.90, 'A bottle for 750 ml that keeps cold for 24 hours.'),
    (9, 7, 'Foam Roller', 27.90, 'A firm roller for tired legs.'),
    (9, 8, 'Cycling Helmet', 69.00, 'A helmet with 18 vents and a light at the back.'),
    (9, 9, 'Sports Bag', 44.90, 'A bag for 40 litres with a compartment for shoes.'),
    (9, 10, 'Badminton Set', 39.90, 'Four rackets, three shuttlecocks and a net.'),
    (10, 1, 'Two-Person Tent', 179.00, 'A tent of 2.4 kg that stands in five minutes.'),
    (10, 2, 'Sleeping Bag', 99.00, 'A bag that is comfortable down to 2 degrees.'),
    (10, 3, 'Hiking Backpack', 129.00, 'A pack of 45 litres with a rain cover.'),
    (10, 4, 'Camping Stove', 49.90, 'A stove for gas cartridges that boils a litre in four minutes.'),
    (10, 5, 'Head Torch', 34.90, 'A torch with 400 lumens and a red light.'),
    (10, 6, 'Trekking Poles', 59.00, 'A pair of poles with cork grips, 340 g each.'),
    (10, 7, 'Camping Lamp', 27.90, 'A lamp that hangs in the tent and shines for 60 hours.'),
    (10, 8, 'Dry Bag', 19.90, 'A bag for 20 litres that floats.'),
    (10, 9, 'Picnic Blanket', 29.90, 'A blanket of two by two metres with a tight back.'),
    (10, 10, 'Thermos Flask', 32.90, 'A flask for one litre that stays hot for a day.'),
    (11, 1, 'Building Blocks', 34.90, 'A hundred blocks in a cotton bag, from 2 years.'),
    (11, 2, 'Wooden Train', 44.90, 'An engine, four wagons and a track of three metres.'),
    (11, 3, 'Jigsaw Puzzle', 16.90, 'A puzzle with 1,000 pieces of a harbour at night.'),
    (11, 4, 'Board Game', 39.90, 'A game of trade and routes for two to five players.'),
    (11, 5, 'Soft Bear', 24.90, 'A bear of 35 cm, washable.'),
    (11, 6, 'Card Game', 11.90, 'A quick game for two to six players, from 7 years.'),
    (11, 7, 'Kite', 22.90, 'A kite with a tail of four metres for winds from 2 to 5.'),
    (11, 8, 'Marble Run', 54.90, 'Eighty parts and thirty marbles.'),
    (11, 9, 'Doll''s House', 119.00, 'A house with three floors and furniture.'),
    (11, 10, 'Paint Box', 17.90, 'Twenty-four colours and two brushes.'),
    (12, 1, 'Bread Baking Handbook', 29.90, 'Sixty recipes with sourdough and yeast, step by step.'),
    (12, 2, 'Guide to Night Skies', 24.90, 'Stars and planets month by month, with maps.'),
    (12, 3, 'History of Bridges', 34.90, 'How people crossed rivers, told by forty bridges.'),
    (12, 4, 'Field Guide to Birds', 22.90, 'Two hundred birds with their songs described.'),
    (12, 5, 'Introduction to Statistics', 39.90, 'Data, chance and decisions with worked examples.'),
    (12, 6, 'Atlas of Railways', 44.90, 'Lines and stations on 120 maps.'),
    (12, 7, 'Vegetable Cookbook', 27.90, 'A hundred dishes by season.'),
    (12, 8, 'Knots and Ropes', 14.90, 'Forty knots with drawings, and what each is for.'),
    (12, 9, 'Drawing for Beginners', 19.90, 'Line, light and shade in thirty lessons.'),
    (12, 10, 'Small Garden Design', 26.90, 'Plans and plants for balconies and yards.'),
    (13, 1, 'T-Shirt', 19.90, 'A shirt with a round neck that keeps its shape.'),
    (13, 2, 'Jumper', 69.00, 'A knitted jumper with ribbed cuffs.'),
    (13, 3, 'Rain Jacket', 119.00, 'A jacket with taped seams and a hood.'),
    (13, 4, 'Socks Three-Pack', 12.90, 'Three pairs with a soft top.'),
    (13, 5, 'Scarf', 29.90, 'A long scarf with a fine weave.'),
    (13, 6, 'Cap', 17.90, 'A cap with a strap that adjusts.'),
    (13, 7, 'Gloves', 24.90, 'Gloves that work on a touch screen.'),
    (13, 8, 'Belt', 39.90, 'A belt of 3.5 cm with a plain buckle.'),
    (13, 9, 'Jeans', 79.00, 'Jeans with a straight leg.'),
    (13, 10, 'Pyjamas', 44.90, 'Trousers and a shirt with long sleeves.'))
INSERT INTO products (id, sku, category_id, name, description, price, stock, created_at, updated_at)
SELECT
    (k.category_id - 1) * 40 + (k.kind - 1) * 4 + v.variant,
    upper(left(c.slug, 3)) || '-' || to_char((k.kind - 1) * 4 + v.variant, 'FM0000'),
    k.category_id,
    v.name || ' ' || k.name,
    k.description || ' ' || v.note,
    round(k.price * v.factor) - 0.10,
    20 + (k.category_id * 37 + k.kind * 11 + v.variant * 53) % 180,
    timestamptz '2026-01-01 08:00:00+00' + make_interval(hours => k.category_id * 97 + k.kind * 13 + v.variant),
    timestamptz '2026-01-01 08:00:00+00' + make_interval(hours => k.category_id * 97 + k.kind * 13 + v.variant)
FROM kinds k
JOIN variants v ON v.category_id = k.category_id
JOIN categories c ON c.id = k.category_id
ON CONFLICT (id) DO NOTHING;

SELECT setval(pg_get_serial_sequence('categories', 'id'), greatest((SELECT max(id) FROM categories), 1));
SELECT setval(pg_get_serial_sequence('products', 'id'), greatest((SELECT max(id) FROM products), 1));

-- Test users, for development only: admin@example.com with the password shop-admin-1, and customers
-- (anna@example.com, ben@example.com, ...) with the password shop-customer-1.
INSERT INTO roles (name, description) VALUES
    ('admin', 'Runs the shop: products, media, orders, users, jobs'),
    ('customer', 'Buys')
ON CONFLICT (name) DO NOTHING;

INSERT INTO users (id, email, name, password_hash, security_stamp) VALUES
    (1, 'admin@example.com', 'Ada Admin', 'AQAAAAIAAYagAAAAEAzBdbnA8baoMcOZ4ml3JmHcJnR+wIIgN+J/916jn2/fw2+0gSDxgb9PUndOjeMB3Q==', 'e64c7d89f26bd1972efa854d13d7dd61'),
    (2, 'anna@example.com', 'Anna Berg', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '6b56db1f84a3997b902509d3fbf0a306'),
    (3, 'ben@example.com', 'Ben Okafor', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '2c66f6142933ed5a97948f89cb1c7be0'),
    (4, 'clara@example.com', 'Clara Novak', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '38b51ad6a0694fea397799b639c25f6a'),
    (5, 'david@example.com', 'David Lindqvist', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', 'd66694bbc7619203377bd9c9b7b9f14a'),
    (6, 'elif@example.com', 'Elif Kaya', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '31225a758c86940fb8c777ba24727177'),
    (7, 'farid@example.com', 'Farid Haddad', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '84426bc8efc7c123c3e007ec94f5b571'),
    (8, 'greta@example.com', 'Greta Moser', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '2fd8b1187d131e3ebd1fe6d56075aa0e'),
    (9, 'hugo@example.com', 'Hugo Martin', 'AQAAAAIAAYagAAAAEEqKCPCdN7c3lWSQOECLXzPzL8aoxf/fna9WjJYyNx2JpPovGUPvHuezE1XnhvgpYQ==', '788e17a537e8d6a11943f691fefa1ddf')
ON CONFLICT DO NOTHING;

INSERT INTO user_roles (user_id, role)
SELECT id, CASE email WHEN 'admin@example.com' THEN 'admin' ELSE 'customer' END
FROM users WHERE id BETWEEN 1 AND 9 AND email LIKE '%@example.com'
ON CONFLICT DO NOTHING;

-- Orders of the last 30 days before the seed, several on each day, for the dashboards to show. Their idempotency keys tell
-- that they come from here.
WITH placed AS (
    INSERT INTO orders (user_id, status, total, idempotency_key, request_hash, created_at, updated_at)
    SELECT
        2 + n % 8,
        (ARRAY['shipped', 'shipped', 'paid', 'shipped', 'declined', 'shipped', 'paid'])[1 + n % 7],
        0,
        'seed-' || to_char(n, 'FM0000'),
        'seed',
        date_trunc('hour', now()) - make_interval(hours => 6 * (120 - n)),
        date_trunc('hour', now()) - make_interval(hours => 6 * (120 - n))
    FROM generate_series(1, 120) AS n
    ON CONFLICT DO NOTHING
    RETURNING id, idempotency_key, created_at, status),
lines AS (
    INSERT INTO order_lines (order_id, product_id, name, price, quantity)
    SELECT placed.id, p.id, p.name, p.price, 1 + (right(idempotency_key, 4)::int + line) % 3
    FROM placed
    CROSS JOIN generate_series(0, 2) AS line
    JOIN products p ON p.id = 1 + (right(idempotency_key, 4)::int * 37 + line * 191) % 520
    WHERE line <= right(idempotency_key, 4)::int % 3
    RETURNING order_id, price, quantity)
INSERT INTO payments (id, order_id, amount, token, status, created_at, settled_at)
SELECT md5(placed.idempotency_key)::uuid, placed.id, sum(lines.price * lines.quantity), 'tok_seed',
       CASE placed.status WHEN 'declined' THEN 'declined' ELSE 'succeeded' END, placed.created_at, placed.created_at
FROM placed JOIN lines ON lines.order_id = placed.id
GROUP BY placed.id, placed.idempotency_key, placed.status, placed.created_at
ON CONFLICT DO NOTHING;

UPDATE orders SET total = payments.amount
FROM payments WHERE payments.order_id = orders.id AND orders.idempotency_key LIKE 'seed-%' AND orders.total = 0;

SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users));
