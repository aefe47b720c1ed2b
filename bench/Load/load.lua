-- The requests of each scenario, for wrk. Arguments: scenario, number of products, seed of the keys, bearer tokens.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local names = {
  { "brass", "desk lamp" }, { "oak", "table lamp" }, { "classic", "saucepan" }, { "nordic", "pepper mill" }, { "walnut", "coffee table" },
  { "nordic", "fitted sheet" }, { "bamboo", "hand towel" }, { "cedar", "plant pot" }, { "black", "monitor stand" }, { "recycled", "notebook" },
  { "blue", "yoga mat" }, { "alpine", "hiking backpack" }, { "rainbow", "wooden train" }, { "illustrated", "cookbook" }, { "charcoal", "jacket" },
}
local misspelt = { "pendent lihgt", "sauecpan", "monitr stnad", "noteboook", "hikking bakpack", "wodden trian" }
local json = { ["Content-Type"] = "application/json" }
local tokens, products, scenario, run = {}, 520, nil, ""
local sent = 0
created, refused, other = 0, 0, 0

local function pick(list) return list[math.random(#list)] end

local function escape(text) return (text:gsub(" ", "+")) end

-- Of ten people, six name a thing fully, three use one word for it, one cannot spell it.
local function text()
  local dice, name = math.random(10), pick(names)
  if dice == 10 then return pick(misspelt) end
  return dice > 6 and name[2]:match("%a+$") or name[1] .. " " .. name[2]
end

-- The same search as nobody has made it before: without a word that stands nowhere.
local function unique_text()
  local words = text()
  for _, wrong in ipairs(misspelt) do
    if wrong == words then return words .. "&page=" .. math.random(50) end
  end
  return words .. " -q" .. math.random(1e9)
end

local function authorised()
  return { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. pick(tokens) }
end

local scenarios = {
  home = function() return wrk.format("GET", sent % 2 == 0 and "/api/v1/categories" or "/api/v1/products?size=20") end,
  product = function() return wrk.format("GET", "/api/v1/products/" .. math.random(520)) end,
  -- What many people look for: answered from the cache but for the first in half a minute.
  search = function() return wrk.format("GET", "/api/v1/products?search=" .. escape(text()) .. "&page=" .. math.random(3)) end,
  -- Nobody asked for the same page before: every request is worked out by PostgreSQL.
  ["search-uncached"] = function()
    return wrk.format("GET", "/api/v1/products?size=" .. 20 + math.random(20) .. "&search=" .. escape(unique_text()))
  end,
  cart = function()
    if sent % 3 == 0 then
      return wrk.format("PUT", "/api/v1/cart/items/" .. math.random(40), authorised(), '{"quantity":' .. math.random(5) .. "}")
    end
    return wrk.format("GET", "/api/v1/cart", authorised())
  end,
  checkout = function() return order(math.random(products), math.random(products), 1) end,
  -- Everybody wants the same few things, of which there are not enough.
  scarce = function() return order(1 + math.random(3), 5, math.random(2)) end,
  probe = function() return wrk.format("GET", "/api/v1/work/" .. math.random(520)) end,
  nothing = function() return wrk.format("GET", "/api/v1/nothing") end,
}

function order(first, second, quantity)
  local headers = authorised()
  headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. sent
  return wrk.format("POST", "/api/v1/orders", headers, string.format(
    '{"items":[{"productId":%d,"quantity":%d},{"productId":%d,"quantity":1}],"paymentToken":"tok_ok"}', first, quantity, second))
end

local function count(status)
  if status == 201 then created = created + 1 elseif status == 409 then refused = refused + 1 else other = other + 1 end
end

function init(args)
  scenario = scenarios[args[1]]
  products = tonumber(args[2])
  run = args[3]
  for index = 4, #args do table.insert(tokens, args[index]) end
  math.randomseed(os.time() + number)
  if args[1] == "checkout" or args[1] == "scarce" then response = count end
end

function request()
  sent = sent + 1
  return scenario()
end

function done(summary, latency)
  local made, not_made, rest = 0, 0, 0
  for _, thread in ipairs(threads) do
    made = made + thread:get("created")
    not_made = not_made + thread:get("refused")
    rest = rest + thread:get("other")
  end
  local errors = summary.errors
  io.write(string.format(
    "result %d %d %d %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), errors.status, errors.connect + errors.read + errors.write + errors.timeout, made, not_made, rest))
end
